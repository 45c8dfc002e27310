/**
 * Times are whole microseconds since 1970-01-01T00:00Z in a `number`: exact until the year 2255, and
 * comparable without a `Date`, which would cut off the microseconds.
 */
export type Micros = number;

export const SECOND_US = 1_000_000;
export const HOUR_US = 3_600 * SECOND_US;
export const DAY_US = 24 * HOUR_US;

/** The wall clock in microseconds; the composition root passes it down as an argument. */
export type Clock = () => Micros;

/** `2026-05-07T09:30:00.123456Z`: RFC 3339 in UTC with exactly six decimals. */
export function formatTime(timeUs: Micros): string {
  const wholeMs = Math.floor(timeUs / 1000);
  const micros = String(timeUs - wholeMs * 1000).padStart(3, '0');
  // The Date holds only the milliseconds, which it represents exactly.
  return `${new Date(wholeMs).toISOString().slice(0, -1)}${micros}Z`;
}

export function formatOptionalTime(timeUs: Micros | null): string | null {
  return timeUs === null ? null : formatTime(timeUs);
}

const RFC_3339 =
  /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d{2}):(\d{2}))$/;

/**
 * Parses an RFC 3339 date-time strictly; null when it is not one, or lies outside 1685 to 2255, where microseconds
 * are no longer exact. Decimals beyond the sixth are cut off.
 * A leap second (`:60`) is read as the following second, as POSIX time does.
 */
export function parseTime(text: string): Micros | null {
  const match = RFC_3339.exec(text);
  if (match === null) return null;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (hour > 23 || minute > 59 || second > 60) return null;
  const days = new Date(0);
  days.setUTCFullYear(year, month - 1, day);
  if (days.getUTCMonth() !== month - 1 || days.getUTCDate() !== day) return null;
  const offsetMinutes = Number(match[9] ?? 0) * 60 + Number(match[10] ?? 0);
  if (Number(match[9] ?? 0) > 23 || Number(match[10] ?? 0) > 59) return null;
  const seconds =
    days.getTime() / 1000 +
    hour * 3600 +
    minute * 60 +
    second -
    (match[8] === '-' ? -offsetMinutes : offsetMinutes) * 60;
  const timeUs = seconds * SECOND_US + Number((match[7] ?? '').slice(0, 6).padEnd(6, '0'));
  return Number.isSafeInteger(timeUs) ? timeUs : null;
}
