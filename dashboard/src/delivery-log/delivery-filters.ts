import { DELIVERY_STATUSES, type DeliveriesQuery } from '../api/deliveries.ts';
import { EVENT_TYPES } from '../api/event-types.ts';
import { resolveRange } from './time-range.ts';

/** Parameters of the address; `range` is a preset or `custom`, which `from` and `to` go with. */
export const FILTER_NAMES = ['status', 'type', 'endpoint_id', 'mode', 'range', 'from', 'to', 'q'] as const;
export type DeliveryFilters = Readonly<Record<(typeof FILTER_NAMES)[number], string>>;

export interface FilterProps {
  readonly filters: DeliveryFilters;
  readonly onChange: (changes: Partial<DeliveryFilters>) => void;
}

export const NO_FILTERS: DeliveryFilters = {
  status: '',
  type: '',
  endpoint_id: '',
  mode: '',
  range: '',
  from: '',
  to: '',
  q: '',
};

const MODES = ['live', 'test'] as const;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const EVENT_ID = /^evt_[0-9a-f]{32}$/i;

const oneOf = <T extends string>(values: readonly T[], text: string): T | undefined =>
  values.find((value) => value === text);

/** An address may be mistyped: a value that no filter offers is none, rather than a refusal of the server. */
export function readFilters(filters: DeliveryFilters): DeliveryFilters {
  return {
    ...filters,
    status: oneOf(DELIVERY_STATUSES, filters.status) ?? '',
    type: oneOf(EVENT_TYPES, filters.type) ?? '',
    mode: oneOf(MODES, filters.mode) ?? '',
    q: filters.q.trim(),
  };
}

/** @param filters as `readFilters` gives them */
export function toDeliveriesQuery(filters: DeliveryFilters, nowMs: number): DeliveriesQuery {
  return {
    status: oneOf(DELIVERY_STATUSES, filters.status),
    type: filters.type,
    endpoint_id: filters.endpoint_id,
    mode: oneOf(MODES, filters.mode),
    q: filters.q,
    ...resolveRange(filters, nowMs),
  };
}

export const hasFilters = (filters: DeliveryFilters): boolean =>
  Object.values(filters).some((value) => value !== '');

/** The log is searched by whole ids alone; a part of one finds nothing. */
export const isWholeId = (text: string): boolean => UUID.test(text) || EVENT_ID.test(text);
