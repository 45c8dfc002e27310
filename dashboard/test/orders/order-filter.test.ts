import { describe, expect, it } from 'vitest';
import { toOrderFilter } from '../../src/orders/order-filter.ts';

const NONE = { status: '', q: '', source: '', from: '', to: '' };

describe('the filters in the address', () => {
  it('ask for the whole world when they are empty', () => {
    expect(toOrderFilter(NONE, 'test')).toEqual({ mode: 'test' });
  });

  it('reach the API as they are', () => {
    expect(toOrderFilter({ ...NONE, status: 'received', q: 'ada', source: 'api' }, 'live')).toEqual({
      mode: 'live',
      status: 'received',
      q: 'ada',
      source: 'api',
    });
  });

  it('cover the whole days of the reader’s zone, the last one included', () => {
    expect(toOrderFilter({ ...NONE, from: '2026-05-07', to: '2026-05-31' }, 'live')).toEqual({
      mode: 'live',
      from: new Date(2026, 4, 7).toISOString(),
      to: new Date(2026, 5, 1).toISOString(),
    });
  });

  it('leave out what the API would refuse', () => {
    const filters = { ...NONE, status: 'lost', source: 'fax', from: 'May', to: '2026-5' };
    expect(toOrderFilter(filters, 'live')).toEqual({ mode: 'live' });
  });
});
