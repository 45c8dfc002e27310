import { EVENT_TYPES, type EventType, isSubscribed } from './event-types.ts';
import { formatOptionalTime, formatTime, type Micros, SECOND_US } from './time.ts';
import { type EndpointMode, hearsWorld } from './webhook-endpoint.ts';

export type ReplayStatus = 'pending' | 'running' | 'succeeded' | 'cancelled' | 'failed';

/** Why a replay failed. */
export type ReplayFailure =
  | 'endpoint_deleted'
  | 'endpoint_disabled'
  | 'integration_disabled'
  | 'plan_required'
  | 'internal_error';

/** Which deliveries of an endpoint are sent again. */
export interface ReplayFilter {
  /** Null = all. */
  readonly types: readonly EventType[] | null;
  /** Those that ended failed or cancelled; without it also delivered ones, and events that have no delivery. */
  readonly only_failed: boolean;
}

export interface ReplayRange extends ReplayFilter {
  readonly since_us: Micros;
  /** Exclusive. */
  readonly until_us: Micros;
  readonly rate_per_second: number;
}

/** An endpoint's deliveries of a range, made due again in the background. */
export interface Replay extends ReplayRange {
  readonly id: string;
  readonly endpoint_id: string;
  readonly status: ReplayStatus;
  readonly reason: ReplayFailure | null;
  readonly total: number;
  readonly enqueued: number;
  readonly created_us: Micros;
  readonly started_us: Micros | null;
  readonly finished_us: Micros | null;
}

const PING: EventType = 'integration.test_event';

/** Which events of one world a replay takes. */
export interface ReplayScope extends ReplayFilter {
  readonly livemode: boolean;
  /** What the endpoint subscribes to, of the types wanted. */
  readonly subscribed: readonly EventType[];
  /** Pings that were sent to the endpoint: they need no subscription, and go out in test mode too. */
  readonly pings: boolean;
  /** Whether an event without a delivery gets one. */
  readonly addsDeliveries: boolean;
}

export interface ReplayTarget {
  readonly events: readonly string[];
  readonly mode: EndpointMode;
  readonly skip_own_writes: boolean;
  readonly is_test_mode: boolean;
}

/**
 * By the settings of now: nothing is taken that would only be cancelled. An endpoint that skips own writes gets no
 * new deliveries, as an event doesn't say who wrote.
 */
export function replayScope(target: ReplayTarget, filter: ReplayFilter, livemode: boolean): ReplayScope {
  const wanted = hearsWorld(target, livemode) ? (filter.types ?? EVENT_TYPES) : [];
  const isSent = !(livemode && target.is_test_mode);
  return {
    types: filter.types,
    only_failed: filter.only_failed,
    livemode,
    subscribed: wanted.filter((type) => isSent && type !== PING && isSubscribed(target.events, type)),
    pings: wanted.includes(PING),
    addsDeliveries: !filter.only_failed && !target.skip_own_writes,
  };
}

/** Half of what the endpoint takes, so that live deliveries find room. */
export function defaultReplayRate(endpoint: { readonly rate_limit_per_second: number }): number {
  return Math.max(1, Math.floor(endpoint.rate_limit_per_second / 2));
}

const BATCHES_PER_SECOND = 5;
/** Bounds how long the engine waits for the lane. */
export const REPLAY_BATCH_MAX = 200;

/** Rows of one batch: small at low rates, so that they come evenly. */
export function replayBatchSize(ratePerSecond: number): number {
  return Math.min(REPLAY_BATCH_MAX, Math.ceil(ratePerSecond / BATCHES_PER_SECOND));
}

/** When the next batch may come. Time that was missed is not made up for. */
export function nextBatchTime(nowUs: Micros, count: number, ratePerSecond: number): Micros {
  return nowUs + Math.ceil((count * SECOND_US) / ratePerSecond);
}

const showRange = (range: ReplayRange) => ({
  since: formatTime(range.since_us),
  until: formatTime(range.until_us),
  types: range.types,
  only_failed: range.only_failed,
  rate_per_second: range.rate_per_second,
});

export function showReplay(replay: Replay) {
  return {
    id: replay.id,
    object: 'replay' as const,
    endpoint_id: replay.endpoint_id,
    status: replay.status,
    reason: replay.reason,
    ...showRange(replay),
    total: replay.total,
    enqueued: replay.enqueued,
    created_at: formatTime(replay.created_us),
    started_at: formatOptionalTime(replay.started_us),
    finished_at: formatOptionalTime(replay.finished_us),
  };
}

/** What a replay would enqueue now; nothing is stored. */
export function showReplayEstimate(endpointId: string, range: ReplayRange, total: number) {
  return { object: 'replay_estimate' as const, endpoint_id: endpointId, ...showRange(range), total };
}

export type ShownReplay = ReturnType<typeof showReplay>;
