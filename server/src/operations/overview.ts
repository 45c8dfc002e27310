import { notFound } from '../domain/api-error.ts';
import { DISABLE_AFTER_US, endpointState } from '../domain/endpoint-health.ts';
import { isUuid } from '../domain/ids.ts';
import { LISTING_STATUSES } from '../domain/listing.ts';
import { ORDER_STATUSES } from '../domain/order.ts';
import { withEach } from '../domain/status-counts.ts';
import { DAY_US, formatOptionalTime, formatTime, HOUR_US } from '../domain/time.ts';
import { countOrderAttention, countStockAttention } from '../storage/attention.ts';
import { countByStatus } from '../storage/count-by-status.ts';
import {
  findOldestPendingUs,
  getAttemptStatistics,
  type HealthBucket,
  listHealthBuckets,
} from '../storage/delivery-health.ts';
import { findWebhookEndpoint } from '../storage/webhook-endpoints.ts';
import type { Caller, Hub } from './hub.ts';

const HOURS = 24;

/** One bucket for each of the last 24 hours, empty ones too. */
function showBuckets(buckets: readonly HealthBucket[], nowUs: number) {
  const byHour = new Map(buckets.map((bucket) => [bucket.hour_us, bucket]));
  const thisHourUs = Math.floor(nowUs / HOUR_US) * HOUR_US;
  return Array.from({ length: HOURS }, (_, index) => {
    const hourUs = thisHourUs - (HOURS - 1 - index) * HOUR_US;
    const bucket = byHour.get(hourUs);
    return {
      hour: formatTime(hourUs),
      delivered: bucket?.delivered ?? 0,
      failed: bucket?.failed ?? 0,
      pending: bucket?.pending ?? 0,
      cancelled: bucket?.cancelled ?? 0,
    };
  });
}

/** What a dealer would want to look at; null and zeros when there is nothing. */
async function getAttention(hub: Hub, caller: Caller) {
  const db = hub.database.kysely;
  const stock = await countStockAttention(db, caller);
  const orders = await countOrderAttention(db, caller);
  return {
    published_without_photos: stock.published_without_photos,
    published_without_price: stock.published_without_price,
    customer_conflicts: orders.customer_conflicts,
    oldest_received_at: formatOptionalTime(orders.oldest_received_us),
  };
}

/** Counts and delivery health of one world, for the dashboard's first page. */
export async function getOverview(hub: Hub, caller: Caller) {
  const db = hub.database.kysely;
  const nowUs = hub.clock();
  const { livemode, dealerId } = caller;
  const listings = await countByStatus(db, 'listings', caller);
  const orders = await countByStatus(db, 'orders', caller);
  const buckets = await listHealthBuckets(db, dealerId, { livemode, sinceUs: nowUs - DAY_US });
  const pending = await findOldestPendingUs(db, dealerId, { livemode });
  const total = (status: 'delivered' | 'failed' | 'cancelled'): number =>
    buckets.reduce((sum, bucket) => sum + bucket[status], 0);
  return {
    object: 'overview' as const,
    mode: livemode ? ('live' as const) : ('test' as const),
    listings: withEach(LISTING_STATUSES, listings),
    orders: withEach(ORDER_STATUSES, orders),
    deliveries: {
      delivered: total('delivered'),
      failed: total('failed'),
      cancelled: total('cancelled'),
      pending: pending.count,
      oldest_pending_at: formatOptionalTime(pending.oldest_us),
      hours: showBuckets(buckets, nowUs),
    },
    attention: await getAttention(hub, caller),
  };
}

/** How one endpoint has been doing in the last 24 hours. @throws ApiError `resource_not_found` */
export async function getEndpointHealth(hub: Hub, dealerId: string, id: string) {
  const db = hub.database.kysely;
  const endpoint = isUuid(id) ? await findWebhookEndpoint(db, dealerId, id) : null;
  if (endpoint === null) throw notFound('webhook endpoint');
  const nowUs = hub.clock();
  const sinceUs = nowUs - DAY_US;
  const statistics = await getAttemptStatistics(db, dealerId, endpoint.id, sinceUs);
  const pending = await findOldestPendingUs(db, dealerId, { endpointId: endpoint.id });
  const buckets = await listHealthBuckets(db, dealerId, { endpointId: endpoint.id, sinceUs });
  return {
    object: 'endpoint_health' as const,
    endpoint_id: endpoint.id,
    window_hours: HOURS,
    attempts: statistics.attempts,
    success_rate: statistics.attempts === 0 ? null : statistics.succeeded / statistics.attempts,
    p50_ms: statistics.p50_ms,
    p95_ms: statistics.p95_ms,
    state: endpointState(endpoint, nowUs),
    consecutive_failures: endpoint.consecutive_failures,
    failing_since: formatOptionalTime(endpoint.failing_since_us),
    /** Unless something is delivered before. */
    disabled_at: formatOptionalTime(
      endpoint.failing_since_us === null || !endpoint.is_enabled
        ? null
        : endpoint.failing_since_us + DISABLE_AFTER_US,
    ),
    last_success_at: formatOptionalTime(endpoint.last_success_us),
    last_failure_at: formatOptionalTime(endpoint.last_failure_us),
    pending: pending.count,
    oldest_pending_at: formatOptionalTime(pending.oldest_us),
    hours: showBuckets(buckets, nowUs),
  };
}
