import { formatEventId } from './ids.ts';
import { DAY_US, formatOptionalTime, formatTime, type Micros } from './time.ts';

/** A delivery ends this long after its event, whatever its attempts. */
export const DELIVERY_LIFETIME_US = 5 * DAY_US;

/** Events and the delivery log are kept this long. */
export const LOG_KEPT_US = 30 * DAY_US;

export const DELIVERY_STATUSES = ['pending', 'delivered', 'failed', 'cancelled'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** One event on its way to one endpoint. */
export interface Delivery {
  readonly id: string;
  readonly livemode: boolean;
  readonly endpoint_id: string;
  readonly event_id: string;
  readonly event_type: string;
  readonly resource_id: string;
  readonly url: string;
  readonly status: DeliveryStatus;
  readonly reason: string | null;
  readonly attempt_count: number;
  readonly next_attempt_us: Micros | null;
  readonly created_us: Micros;
  readonly delivered_us: Micros | null;
}

/** One HTTP request of a delivery, as the log keeps it. */
export interface DeliveryAttempt {
  readonly number: number;
  readonly started_us: Micros;
  readonly duration_ms: number;
  readonly http_status: number | null;
  readonly error: string | null;
  /** JSON object. */
  readonly request_headers: string;
  /** JSON object; null when no response came. */
  readonly response_headers: string | null;
  readonly response_preview: string | null;
}

export function showDelivery(delivery: Delivery) {
  return {
    id: delivery.id,
    object: 'delivery' as const,
    event_id: formatEventId(delivery.event_id),
    event_type: delivery.event_type,
    resource_id: delivery.resource_id,
    endpoint_id: delivery.endpoint_id,
    url: delivery.url,
    livemode: delivery.livemode,
    status: delivery.status,
    reason: delivery.reason,
    attempt_count: delivery.attempt_count,
    next_attempt_at: formatOptionalTime(delivery.next_attempt_us),
    created_at: formatTime(delivery.created_us),
    delivered_at: formatOptionalTime(delivery.delivered_us),
  };
}

export type ShownDelivery = ReturnType<typeof showDelivery>;

export function showAttempt(attempt: DeliveryAttempt) {
  return {
    number: attempt.number,
    started_at: formatTime(attempt.started_us),
    duration_ms: attempt.duration_ms,
    http_status: attempt.http_status,
    error: attempt.error,
    request_headers: JSON.parse(attempt.request_headers) as Record<string, string>,
    response_headers:
      attempt.response_headers === null
        ? null
        : (JSON.parse(attempt.response_headers) as Record<string, string>),
    response_preview: attempt.response_preview,
  };
}
