const HOUR_MS = 3_600_000;
const OVERLAP_HOURS_MAX = 168;

export function isOverlap(hours: number | string): boolean {
  return hours !== '' && Number(hours) >= 0 && Number(hours) <= OVERLAP_HOURS_MAX;
}

/** When a rolled key ends: after the overlap, but never later than it would have anyway. Null = at once. */
export function overlapEnd(hours: number, expiresAt: string | null, nowMs: number): string | null {
  if (hours === 0) return null;
  const endMs = nowMs + hours * HOUR_MS;
  return new Date(expiresAt === null ? endMs : Math.min(endMs, Date.parse(expiresAt))).toISOString();
}
