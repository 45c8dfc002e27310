import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  hasFilters,
  isWholeId,
  NO_FILTERS,
  readFilters,
  toDeliveriesQuery,
} from '../../src/delivery-log/delivery-filters.ts';
import { fromLocalField, resolveRange, toLocalField } from '../../src/delivery-log/time-range.ts';

const NOW = Date.parse('2026-05-07T12:00:00Z');

describe('filters of the log', () => {
  it('become the query of the API', () => {
    const filters = readFilters({
      ...NO_FILTERS,
      status: 'failed',
      type: 'listing.sold',
      endpoint_id: 'an-endpoint',
      mode: 'test',
      range: '24h',
      q: ' evt_1 ',
    });
    expect(toDeliveriesQuery(filters, NOW)).toEqual({
      status: 'failed',
      type: 'listing.sold',
      endpoint_id: 'an-endpoint',
      mode: 'test',
      from: '2026-05-06T12:00:00.000Z',
      q: 'evt_1',
    });
  });

  it('that the API would refuse are none', () => {
    const mistyped = { ...NO_FILTERS, status: 'fialed', type: 'listing.lost', mode: 'all' };
    expect(readFilters(mistyped)).toEqual(NO_FILTERS);
    expect(hasFilters(readFilters(mistyped))).toBe(false);
  });

  it('search by whole ids alone', () => {
    expect(isWholeId(`evt_${'0'.repeat(32)}`)).toBe(true);
    expect(isWholeId('0b6cf2a2-3c62-4a5e-9d4f-0d8b1f6f9a11')).toBe(true);
    expect(isWholeId('0b6cf2a2')).toBe(false);
    expect(isWholeId('Submariner')).toBe(false);
  });
});

describe('a range of time', () => {
  it.each([
    ['1h', '2026-05-07T11:00:00.000Z'],
    ['24h', '2026-05-06T12:00:00.000Z'],
    ['7d', '2026-04-30T12:00:00.000Z'],
  ])('of the last %s moves with the clock', (range, from) => {
    expect(resolveRange({ range, from: '2020-01-01T00:00:00Z', to: '' }, NOW)).toEqual({ from });
  });

  it('leaves out an end that is open or no time', () => {
    const to = '2026-05-07T10:00:00.000Z';
    expect(resolveRange({ range: 'custom', from: 'yesterday', to }, NOW)).toEqual({ to });
    expect(resolveRange({ range: '', from: '', to: '' }, NOW)).toEqual({});
  });

  it('survives the field for local time to the minute', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
        (date) => {
          date.setUTCSeconds(0, 0);
          const time = date.toISOString();
          const back = fromLocalField(toLocalField(time));
          // The hour that a zone repeats in autumn stands for its first half.
          const isRepeated = new Date(date.getTime() - 3_600_000).getHours() === date.getHours();
          if (!isRepeated) expect(back).toBe(time);
        },
      ),
    );
    expect(fromLocalField('')).toBe('');
    expect(toLocalField('no time')).toBe('');
  });
});
