import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatTime, parseTime } from '../../src/domain/time.ts';

describe('times', () => {
  it('survive the way out and back to the microsecond', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9_007_199_254_740_991 }), (timeUs) => {
        expect(parseTime(formatTime(timeUs))).toBe(timeUs);
      }),
    );
  });

  it('have six decimals and Z', () => {
    expect(formatTime(1_778_146_200_123_456)).toBe('2026-05-07T09:30:00.123456Z');
    expect(formatTime(0)).toBe('1970-01-01T00:00:00.000000Z');
  });

  it.each([
    ['2026-05-07T09:30:00Z', '2026-05-07T09:30:00.000000Z'],
    ['2026-05-07T11:30:00.5+02:00', '2026-05-07T09:30:00.500000Z'],
    ['2026-05-07t09:30:00.123456789z', '2026-05-07T09:30:00.123456Z'],
    ['2024-02-29T23:59:59-05:30', '2024-03-01T05:29:59.000000Z'],
  ])('reads %s', (text, expected) => {
    expect(formatTime(parseTime(text)!)).toBe(expected);
  });

  it.each([
    '2026-05-07',
    '2026-05-07 09:30:00Z',
    '2026-05-07T09:30:00',
    '2026-02-30T00:00:00Z',
    '2023-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-05-07T24:00:00Z',
    '2026-05-07T09:60:00Z',
    '2026-05-07T09:30:00+24:00',
    '1778146200',
    '',
    'yesterday',
    '9999-12-31T23:59:59Z',
    '0000-01-01T00:00:00Z',
  ])('refuses %s', (text) => {
    expect(parseTime(text)).toBeNull();
  });
});
