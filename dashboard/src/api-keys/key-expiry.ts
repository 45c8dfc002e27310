const DAY_MS = 86_400_000;

export type Expiry = 'never' | 'days30' | 'days90' | 'days365' | 'date';
export const EXPIRIES: readonly Expiry[] = ['never', 'days30', 'days90', 'days365', 'date'];

const DAYS = { days30: 30, days90: 90, days365: 365 } as const;

/** The last moment of a day (`2027-05-31`) in the reader's zone; null when it is no day. */
export function endOfDay(day: string): Date | null {
  const end = new Date(`${day}T23:59:59.999`);
  return Number.isNaN(end.getTime()) ? null : end;
}

/**
 * When a new key ends, as RFC 3339; null = never.
 * @param day for the choice `date`, checked before by `isFutureDay`
 */
export function expiresAt(choice: Expiry, day: string, nowMs: number): string | null {
  if (choice === 'never') return null;
  if (choice === 'date') return endOfDay(day)?.toISOString() ?? null;
  return new Date(nowMs + DAYS[choice] * DAY_MS).toISOString();
}

export function isFutureDay(day: string, nowMs: number): boolean {
  const end = endOfDay(day);
  return end !== null && end.getTime() > nowMs;
}
