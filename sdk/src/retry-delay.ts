const FIRST_DELAY_MS = 250;
const DELAY_MS_MAX = 8_000;
/** A longer `Retry-After` is the caller's decision, not one to sit out here. */
export const RETRY_AFTER_S_MAX = 60;

/** What may pass by itself: 429, and 5xx. A 409 is the state, which asking again does not change. */
export const isPassing = (status: number): boolean => status === 429 || status >= 500;

/** Seconds of a `Retry-After` header, given in seconds or as a date; null without one. */
export function parseRetryAfter(header: string | null, nowMs: number): number | null {
  if (header === null) return null;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header);
  const dateMs = Date.parse(header);
  return Number.isNaN(dateMs) ? null : Math.max(0, Math.ceil((dateMs - nowMs) / 1000));
}

/**
 * How long to wait before the next try, in milliseconds; null = give up.
 * @param retry 0 before the first retry
 * @param random from 0 to 1; spreads clients that failed together
 */
export function retryDelayMs(retry: number, retryAfterSeconds: number | null, random: number): number | null {
  if (retryAfterSeconds !== null) {
    return retryAfterSeconds > RETRY_AFTER_S_MAX ? null : retryAfterSeconds * 1000 + random * 250;
  }
  const ceilingMs = Math.min(FIRST_DELAY_MS * 2 ** retry, DELAY_MS_MAX);
  return ceilingMs * (0.5 + random / 2);
}
