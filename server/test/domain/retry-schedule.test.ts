import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseRetryAfter, parseRetrySchedule, retryWaitUs } from '../../src/domain/retry-schedule.ts';
import { HOUR_US, parseTime, SECOND_US } from '../../src/domain/time.ts';

const NOW_US = parseTime('2026-05-07T09:30:00Z')!;

describe('parseRetrySchedule', () => {
  test('reads waits in ms, s, m and h', () => {
    expect(parseRetrySchedule('200ms, 5s,30s,5m,24h')).toEqual([200, 5_000, 30_000, 300_000, 86_400_000]);
  });

  test.each(['', '5', '5x', '-5s', '0s', '5s,,30s', '1.5s', '5s,'])('refuses %j and names it', (text) => {
    expect(() => parseRetrySchedule(text)).toThrow(/is not a wait: expected numbers/);
  });
});

describe('retryWaitUs', () => {
  test('stays within 20 % of the schedule and ends with it', () => {
    const schedule = parseRetrySchedule('5s,30s,5m');
    fc.assert(
      fc.property(
        fc.nat(5),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (step, random) => {
          const waitUs = retryWaitUs(schedule, step, random);
          if (step >= schedule.length) return waitUs === null;
          const plannedUs = schedule[step]! * 1000;
          return Number.isInteger(waitUs) && waitUs! >= plannedUs * 0.8 && waitUs! <= plannedUs * 1.2;
        },
      ),
    );
  });

  test('spreads over the whole range', () => {
    expect([0, 0.5, 1].map((random) => retryWaitUs([5_000], 0, random))).toEqual([4e6, 5e6, 6e6]);
  });
});

describe('parseRetryAfter', () => {
  test('reads seconds and HTTP dates', () => {
    expect(parseRetryAfter('120', NOW_US)).toBe(NOW_US + 120 * SECOND_US);
    expect(parseRetryAfter(' 1 ', NOW_US)).toBe(NOW_US + SECOND_US);
    expect(parseRetryAfter('Thu, 07 May 2026 09:45:00 GMT', NOW_US)).toBe(NOW_US + 900 * SECOND_US);
  });

  test('is cut to 24 hours', () => {
    expect(parseRetryAfter('999999999', NOW_US)).toBe(NOW_US + 24 * HOUR_US);
    expect(parseRetryAfter('Fri, 07 May 2027 09:45:00 GMT', NOW_US)).toBe(NOW_US + 24 * HOUR_US);
  });

  test.each([
    '0',
    '-5',
    '5.5',
    '',
    'soon',
    'Thu, 07 May 2026 09:15:00 GMT',
    '2026-05-08',
    'Thu, 99 May 2026 09:45:00 GMT',
  ])('ignores %j', (value) => expect(parseRetryAfter(value, NOW_US)).toBeNull());

  test('never throws and never leads out of the next 24 hours', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.nat().map(String)), (value) => {
        const untilUs = parseRetryAfter(value, NOW_US);
        return untilUs === null || (untilUs > NOW_US && untilUs <= NOW_US + 24 * HOUR_US);
      }),
    );
  });
});
