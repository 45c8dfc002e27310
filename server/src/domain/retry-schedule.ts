import { HOUR_US, type Micros, SECOND_US } from './time.ts';

/** Waits between the attempts of one delivery, in milliseconds. */
export type RetrySchedule = readonly number[];

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
const WAIT = /^(\d{1,9})(ms|s|m|h)$/;
const JITTER = 0.2;
const RETRY_AFTER_US_MAX = 24 * HOUR_US;

/** Reads `5s,30s,5m,2h`; throws a `RangeError` that names the wait it can't read. */
export function parseRetrySchedule(text: string): RetrySchedule {
  return text.split(',').map((part) => {
    const match = WAIT.exec(part.trim());
    const waitMs = match === null ? 0 : Number(match[1]) * UNIT_MS[match[2]!]!;
    if (waitMs === 0) {
      throw new RangeError(
        `"${part.trim()}" is not a wait: expected numbers above 0 with a unit (ms, s, m, h), such as 5s,30s,5m,2h`,
      );
    }
    return waitMs;
  });
}

/**
 * The wait after a failed attempt, or null when the schedule is used up.
 * @param step waits used so far
 * @param random in [0, 1); spreads the wait by ±20 % so that receivers don't meet all retries at once
 */
export function retryWaitUs(schedule: RetrySchedule, step: number, random: number): Micros | null {
  const waitMs = schedule[step];
  return waitMs === undefined ? null : Math.round(waitMs * 1000 * (1 - JITTER + 2 * JITTER * random));
}

/**
 * Reads `Retry-After` (RFC 9110, 10.2.3): seconds or an HTTP date.
 * @returns the time until which to wait, at most 24 h ahead; null when the header says nothing usable
 */
export function parseRetryAfter(value: string, nowUs: Micros): Micros | null {
  const text = value.trim();
  const untilUs = /^\d{1,12}$/.test(text) ? nowUs + Number(text) * SECOND_US : parseHttpDate(text);
  if (untilUs === null || untilUs <= nowUs) return null;
  return Math.min(untilUs, nowUs + RETRY_AFTER_US_MAX);
}

const IMF_FIXDATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

function parseHttpDate(text: string): Micros | null {
  if (!IMF_FIXDATE.test(text)) return null; // Date.parse alone takes "5" for a month
  const timeMs = Date.parse(text);
  return Number.isNaN(timeMs) ? null : timeMs * 1000;
}
