const SECOND_MS = 1_000;

/** What is left, as hours, minutes and seconds (`23:12:04`); hours may exceed a day. Never negative; a begun second counts. */
export function formatCountdown(remainingMs: number): string {
  const seconds = Math.max(0, Math.ceil(remainingMs / SECOND_MS));
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

/** Milliseconds until a time; 0 when there is none or it has passed. */
export function remainingMs(until: string | null, nowMs: number): number {
  return until === null ? 0 : Math.max(0, Date.parse(until) - nowMs);
}
