import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseRetryAfter, retryDelayMs } from '../src/retry-delay.ts';

it('waits longer with each retry, at most 8 s, and never the same for all clients', () => {
  fc.assert(
    fc.property(fc.nat(30), fc.double({ min: 0, max: 1, noNaN: true }), (retry, random) => {
      const delayMs = retryDelayMs(retry, null, random)!;
      const ceilingMs = Math.min(250 * 2 ** retry, 8_000);
      expect(delayMs).toBeGreaterThanOrEqual(ceilingMs / 2);
      expect(delayMs).toBeLessThanOrEqual(ceilingMs);
    }),
  );
  expect(retryDelayMs(3, null, 0)).not.toBe(retryDelayMs(3, null, 1));
});

it('waits as long as it is told, up to a minute; more is left to the caller', () => {
  expect(retryDelayMs(0, 2, 0)).toBe(2_000);
  expect(retryDelayMs(0, 60, 0)).toBe(60_000);
  expect(retryDelayMs(0, 61, 0)).toBeNull();
});

it('reads Retry-After as seconds and as a date', () => {
  const nowMs = Date.parse('2026-05-07T12:00:00Z');
  expect(parseRetryAfter(null, nowMs)).toBeNull();
  expect(parseRetryAfter('12', nowMs)).toBe(12);
  expect(parseRetryAfter('Thu, 07 May 2026 12:00:30 GMT', nowMs)).toBe(30);
  expect(parseRetryAfter('Thu, 07 May 2026 11:00:00 GMT', nowMs)).toBe(0);
  expect(parseRetryAfter('soon', nowMs)).toBeNull();
});
