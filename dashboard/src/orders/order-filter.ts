import type { OrderFilter } from '../api/orders.ts';
import type { Mode } from '../api/shapes.ts';
import { isOrderSource } from './order-sources.ts';

/** What the address keeps of the list's filters; `from` and `to` are days (`2026-05-07`) of the reader's zone. */
export const FILTER_NAMES = ['status', 'q', 'source', 'from', 'to'] as const;
export type UrlFilters = Readonly<Record<(typeof FILTER_NAMES)[number], string>>;

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Midnight at which a day begins, `days` later, as an RFC 3339 time; null when it is no day. */
function midnight(day: string, days: number): string | null {
  const match = DAY.exec(day);
  if (match === null) return null;
  const [year, month, date] = match.slice(1).map(Number) as [number, number, number];
  const time = new Date(year, month - 1, date + days);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}

const STATUSES = ['received', 'fulfilled', 'cancelled'];

/** The filters as the API takes them; what it would refuse, such as a mistyped address, is left out. */
export function toOrderFilter(filters: UrlFilters, mode: Mode): OrderFilter {
  const from = midnight(filters.from, 0);
  const to = midnight(filters.to, 1);
  return {
    mode,
    ...(STATUSES.includes(filters.status) ? { status: filters.status } : {}),
    ...(filters.q === '' ? {} : { q: filters.q.slice(0, 200) }),
    ...(isOrderSource(filters.source) ? { source: filters.source } : {}),
    ...(from === null ? {} : { from }),
    ...(to === null ? {} : { to }),
  };
}
