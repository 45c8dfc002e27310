import { sql } from 'kysely';
import type { Micros } from '../domain/time.ts';
import { cancelDeliveries } from './cancel-deliveries.ts';
import type { Database } from './database.ts';
import type { Lease } from './lanes.ts';
import { PREPARED } from './prepared.ts';
import { inTransaction, type Reader, type Tx } from './transaction.ts';
import { noteMissedSince } from './webhook-endpoints.ts';

export interface NewAttempt {
  readonly startedUs: Micros;
  readonly durationMs: number;
  readonly httpStatus: number | null;
  readonly error: string | null;
  readonly requestHeaders: Record<string, string>;
  readonly responseHeaders: Record<string, string> | null;
  readonly responsePreview: string | null;
}

/** The next state of a delivery, and the attempt that led to it; null when nothing was sent. */
export interface SettledDelivery {
  readonly id: string;
  /** Attempts before this one. */
  readonly attemptCount: number;
  readonly status: 'pending' | 'delivered' | 'failed' | 'cancelled';
  readonly reason: string | null;
  readonly scheduleStep: number;
  readonly nextAttemptUs: Micros | null;
  readonly deliveredUs: Micros | null;
  readonly attempt: NewAttempt | null;
}

/** What a batch of attempts says about the endpoint. */
export interface LaneHealth {
  readonly hasSuccess: boolean;
  /** Failures after the last success of the batch, or all when it has none. */
  readonly trailingFailures: number;
  /** The first of those. */
  readonly failingSinceUs: Micros | null;
  readonly lastSuccessUs: Micros | null;
  readonly lastFailureUs: Micros | null;
  readonly pausedUntilUs: Micros | null;
}

export interface Settlement {
  readonly nowUs: Micros;
  readonly deliveries: readonly SettledDelivery[];
  readonly health: LaneHealth;
  /** What the sender has used up of the endpoint's rate; see SendPace. */
  readonly pacedUntilUs: Micros;
  /** The URL that answered 410. */
  readonly goneUrl: string | null;
}

class LeaseLost extends Error {}

/**
 * Writes the results of a batch, or nothing: false when the lease is lost. A crash before the commit sends the batch
 * again; after it, nothing of the batch is repeated.
 */
export async function settleDeliveries(
  database: Database,
  lease: Lease,
  settlement: Settlement,
): Promise<boolean> {
  const { goneUrl } = settlement;
  if (goneUrl === null) return await settleWithLease(database.kysely, lease, settlement);
  try {
    await inTransaction(database, async (trx) => {
      // The endpoint's row before the lane's: whoever edits an endpoint locks them in this order.
      const isDisabled = await disableGoneEndpoint(trx, lease, goneUrl, settlement.nowUs);
      if (!(await settleWithLease(trx, lease, settlement))) throw new LeaseLost();
      if (isDisabled) {
        await cancelDeliveries(trx, lease.dealerId, 'endpoint_disabled', { endpointId: lease.endpointId });
      }
    });
    return true;
  } catch (error) {
    if (error instanceof LeaseLost) return false;
    throw error;
  }
}

/** Asks twice: a lane that is deleted while the statement waits for it is gone only for the next one. */
async function settleWithLease(db: Reader, lease: Lease, settlement: Settlement): Promise<boolean> {
  return (await settle(db, lease, settlement)) || (await settle(db, lease, settlement));
}

/** False when it was disabled already, or its URL was changed while the old one answered. */
async function disableGoneEndpoint(trx: Tx, lease: Lease, url: string, nowUs: Micros): Promise<boolean> {
  const { rows } = await sql`
    update webhook_endpoints
    set is_enabled = false, disabled_reason = 'gone', updated_us = greatest(${nowUs}::bigint, updated_us + 1)
    where dealer_id = ${lease.dealerId} and id = ${lease.endpointId} and url = ${url} and is_enabled
    returning id
  `.execute(trx);
  if (rows.length > 0) await noteMissedSince(trx, lease.dealerId, lease.endpointId, nowUs);
  return rows.length > 0;
}

/**
 * Lane and deliveries in one statement. It locks the lane and checks its token first: nothing is written without the
 * lease. A lane that went with its endpoint has no other owner, so what was still under way is kept in the log. A
 * delivery that was cancelled while its request was under way keeps that state, unless the request succeeded.
 *
 * The batch goes as one JSON text: `JSON.stringify` and PostgreSQL's parser are native, where an array of texts
 * full of quotation marks is escaped character by character in JavaScript.
 */
async function settle(db: Reader, lease: Lease, settlement: Settlement): Promise<boolean> {
  const { health, pacedUntilUs, deliveries } = settlement;
  const { rows } = await sql<{ is_settled: boolean }>`
    with lane as (
      update endpoint_lanes set
        consecutive_failures =
          case when ${health.hasSuccess} then 0 else consecutive_failures end + ${health.trailingFailures}::integer,
        failing_since_us = coalesce(
          case when not ${health.hasSuccess} then failing_since_us end, ${health.failingSinceUs}::bigint),
        failing_warnings = case when ${health.hasSuccess} then 0 else failing_warnings end,
        last_success_us = coalesce(${health.lastSuccessUs}::bigint, last_success_us),
        last_failure_us = coalesce(${health.lastFailureUs}::bigint, last_failure_us),
        paused_until_us = greatest(paused_until_us, ${health.pausedUntilUs ?? 0}::bigint),
        paced_until_us = ${Math.ceil(pacedUntilUs)}::bigint
      where dealer_id = ${lease.dealerId} and endpoint_id = ${lease.endpointId}
        and lease_token = ${lease.token}
      returning endpoint_id
    ), owned as materialized (
      select from lane
      union all
      select where not exists (
        select from endpoint_lanes where dealer_id = ${lease.dealerId} and endpoint_id = ${lease.endpointId})
    ), result as materialized (
      select * from json_to_recordset(${JSON.stringify(deliveries.map(toRow))}::json) as (
        id uuid, attempt_count integer, status text, reason text, schedule_step integer, next_attempt_us bigint,
        delivered_us bigint, is_attempt boolean, started_us bigint, duration_ms integer, http_status integer,
        error text, request_headers text, response_headers text, response_preview text)
    ), settled as (
      update deliveries d set
        status = case when d.status = 'pending' or r.status = 'delivered' then r.status else d.status end,
        reason = case when d.status = 'pending' or r.status = 'delivered' then r.reason else d.reason end,
        next_attempt_us = case when d.status = 'pending' then r.next_attempt_us end,
        schedule_step = r.schedule_step,
        delivered_us = r.delivered_us,
        attempt_count = d.attempt_count + r.is_attempt::integer
      from owned, result r
      where d.dealer_id = ${lease.dealerId} and d.id = r.id and d.attempt_count = r.attempt_count
        and d.status in ('pending', 'cancelled')
      returning d.id
    ), attempts as (
      insert into delivery_attempts (dealer_id, delivery_id, number, started_us, duration_ms, http_status, error,
        request_headers, response_headers, response_preview)
      select ${lease.dealerId}, r.id, r.attempt_count + 1, r.started_us, r.duration_ms, r.http_status, r.error,
        r.request_headers, r.response_headers, r.response_preview
      from result r join settled s on s.id = r.id
      where r.is_attempt
    )
    select exists (select from owned) as is_settled ${PREPARED}`.execute(db);
  return rows[0]!.is_settled;
}

function toRow({ attempt, ...delivery }: SettledDelivery): Record<string, unknown> {
  return {
    id: delivery.id,
    attempt_count: delivery.attemptCount,
    status: delivery.status,
    reason: delivery.reason,
    schedule_step: delivery.scheduleStep,
    next_attempt_us: delivery.nextAttemptUs,
    delivered_us: delivery.deliveredUs,
    is_attempt: attempt !== null,
    started_us: attempt?.startedUs,
    duration_ms: attempt?.durationMs,
    http_status: attempt?.httpStatus,
    error: attempt?.error,
    request_headers: attempt === null ? null : JSON.stringify(attempt.requestHeaders),
    response_headers: attempt?.responseHeaders ? JSON.stringify(attempt.responseHeaders) : null,
    response_preview: attempt?.responsePreview,
  };
}
