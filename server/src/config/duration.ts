const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** `500ms`, `5s`, `30m`, `2h` in milliseconds; null for any other text. */
export function parseDuration(text: string): number | null {
  const match = /^(\d{1,9})(ms|s|m|h)$/.exec(text);
  return match === null ? null : Number(match[1]) * UNITS_MS[match[2]!]!;
}

/** In the largest unit that divides it. */
export function formatDuration(durationMs: number): string {
  const unit = ['h', 'm', 's'].find((name) => durationMs % UNITS_MS[name]! === 0) ?? 'ms';
  return `${durationMs / UNITS_MS[unit]!}${unit}`;
}
