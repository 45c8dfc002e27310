import { expect, it } from 'vitest';
import { clampToKept, initialValues, toRequest } from '../../src/replays/replay-values.ts';

const NOW = Date.parse('2026-05-31T12:00:00Z');

it('a preset range goes from so many hours ago up to now, whatever was typed before', () => {
  const values = initialValues({ range: '7d', since: '2026-05-01T00:00:00Z', until: '2026-05-02T00:00:00Z' });
  expect(toRequest(values, NOW)).toEqual({ since: '2026-05-24T12:00:00.000Z', only_failed: true });
});

it('a range of its own has its ends, and none without a beginning', () => {
  const values = initialValues({ range: 'custom', since: '2026-05-01T00:00:00.123456Z' });
  expect(toRequest(values, NOW)).toEqual({ since: '2026-05-01T00:00:00.123456Z', only_failed: true });
  const until = '2026-05-02T00:00:00Z';
  expect(toRequest({ ...values, until }, NOW)).toMatchObject({ until });
  expect(toRequest({ ...values, since: '' }, NOW)).toBeNull();
});

it('types and rate are left out while none is chosen', () => {
  const values = initialValues({ types: ['order.received'], rate_per_second: 5, only_failed: false });
  expect(toRequest(values, NOW)).toMatchObject({
    types: ['order.received'],
    rate_per_second: 5,
    only_failed: false,
  });
});

it('a beginning before the log is moved into it, with time to spare; any other is kept to the microsecond', () => {
  expect(clampToKept('2026-04-01T00:00:00Z', NOW)).toBe('2026-05-01T12:05:00.000Z');
  expect(clampToKept('2026-05-10T00:00:00.123456Z', NOW)).toBe('2026-05-10T00:00:00.123456Z');
});
