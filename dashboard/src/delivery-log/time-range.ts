const HOUR_MS = 3_600_000;

/** Ranges that move on with the clock; hours back from now. */
export const TIME_PRESETS = { '1h': 1, '24h': 24, '7d': 168 } as const;
export type TimePreset = keyof typeof TIME_PRESETS;

/** RFC 3339; an open end is left out. */
export interface TimeRange {
  readonly from?: string;
  readonly to?: string;
}

export const isPreset = (text: string): text is TimePreset => Object.hasOwn(TIME_PRESETS, text);

const isTime = (text: string): boolean => text !== '' && !Number.isNaN(Date.parse(text));

/** The range that the filters mean at this moment; what is no time is left out, as the server would refuse it. */
export function resolveRange(
  filters: { readonly range: string; readonly from: string; readonly to: string },
  nowMs: number,
): TimeRange {
  if (isPreset(filters.range)) {
    return { from: new Date(nowMs - TIME_PRESETS[filters.range] * HOUR_MS).toISOString() };
  }
  return {
    ...(isTime(filters.from) ? { from: new Date(filters.from).toISOString() } : {}),
    ...(isTime(filters.to) ? { to: new Date(filters.to).toISOString() } : {}),
  };
}

/** RFC 3339 as a field for local time wants it, to the minute: `2026-05-07T14:30`. */
export function toLocalField(time: string): string {
  if (!isTime(time)) return '';
  const date = new Date(time);
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

/** What a field for local time holds as RFC 3339 in UTC; empty when it holds no time. */
export function fromLocalField(text: string): string {
  return isTime(text) ? new Date(text).toISOString() : '';
}
