import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatCountdown, remainingMs } from '../../src/endpoints/countdown.ts';

const HOUR_MS = 3_600_000;

describe('the countdown of a grace', () => {
  it.each([
    [0, '00:00:00'],
    [-5_000, '00:00:00'],
    [1, '00:00:01'],
    [1_000, '00:00:01'],
    [59_999, '00:01:00'],
    [23 * HOUR_MS + 12 * 60_000 + 4_000, '23:12:04'],
    [168 * HOUR_MS, '168:00:00'],
  ])('of %i ms reads %s', (ms, text) => {
    expect(formatCountdown(ms)).toBe(text);
  });

  it('says, read back, what is left to the second', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 168 * HOUR_MS }), (ms) => {
        const [hours, minutes, seconds] = formatCountdown(ms).split(':').map(Number) as [
          number,
          number,
          number,
        ];
        expect(hours * 3_600 + minutes * 60 + seconds).toBe(Math.ceil(ms / 1_000));
        expect(Math.max(minutes, seconds)).toBeLessThan(60);
      }),
    );
  });

  it('counts from now to the end, and stays at nothing afterwards', () => {
    const nowMs = Date.parse('2026-05-07T12:00:00Z');
    expect(remainingMs('2026-05-07T13:00:00.000000Z', nowMs)).toBe(HOUR_MS);
    expect(remainingMs('2026-05-07T11:59:59.000000Z', nowMs)).toBe(0);
    expect(remainingMs(null, nowMs)).toBe(0);
  });
});
