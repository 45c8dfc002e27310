import { LOG_KEPT_DAYS, type ReplayRequest } from '../api/replays.ts';
import { isPreset, TIME_PRESETS, type TimePreset } from '../delivery-log/time-range.ts';

const HOUR_MS = 3_600_000;
/** So that the oldest range is still kept when it arrives. */
const MARGIN_MS = 5 * 60_000;

/** What is typed into the form of a replay. Times are RFC 3339, empty while there is none. */
export type ReplayValues = {
  endpoint_id: string;
  range: TimePreset | 'custom';
  since: string;
  until: string;
  types: readonly string[];
  only_failed: boolean;
  /** Empty: the hub's own. */
  rate_per_second: number | string;
};

export const RANGES = [...Object.keys(TIME_PRESETS), 'custom'] as (TimePreset | 'custom')[];

/** The values a form begins with. */
export function initialValues(start: Partial<ReplayValues>): ReplayValues {
  return {
    endpoint_id: '',
    range: '24h',
    since: '',
    until: '',
    types: [],
    only_failed: true,
    rate_per_second: '',
    ...start,
  };
}

/** The time itself, or the oldest that can be replayed where it is older. */
export function clampToKept(time: string, nowMs: number): string {
  const oldestMs = nowMs - LOG_KEPT_DAYS * 24 * HOUR_MS + MARGIN_MS;
  return Date.parse(time) < oldestMs ? new Date(oldestMs).toISOString() : time;
}

/** What the hub is asked for; null while the range has no beginning. */
export function toRequest(values: ReplayValues, nowMs: number): ReplayRequest | null {
  const { range, types, rate_per_second } = values;
  const since = isPreset(range)
    ? new Date(nowMs - TIME_PRESETS[range] * HOUR_MS).toISOString()
    : values.since;
  if (since === '') return null;
  return {
    since,
    ...(range === 'custom' && values.until !== '' ? { until: values.until } : {}),
    ...(types.length > 0 ? { types } : {}),
    only_failed: values.only_failed,
    ...(rate_per_second === '' ? {} : { rate_per_second: Number(rate_per_second) }),
  };
}
