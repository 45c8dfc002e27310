import { sql } from 'kysely';
import { DELIVERY_LIFETIME_US } from '../domain/delivery.ts';
import type { Micros } from '../domain/time.ts';
import { raiseLanes } from './fan-out.ts';
import type { LaneRef } from './lanes.ts';
import type { Tx } from './transaction.ts';

export type RetryOutcome =
  | { readonly outcome: 'retried'; readonly endpointId: string }
  | {
      readonly outcome:
        | 'not_found'
        | 'still_pending'
        | 'endpoint_deleted'
        | 'endpoint_disabled'
        | 'event_expired';
    };

/**
 * Makes a finished delivery due again, whatever its end was: the same event id, attempts counted on, the schedule
 * from its start. Locks the lane, then the delivery, as the engine does. Wake the lane after the commit.
 */
export async function retryDelivery(
  trx: Tx,
  request: { readonly dealerId: string; readonly deliveryId: string; readonly nowUs: Micros },
): Promise<RetryOutcome> {
  const { dealerId, deliveryId, nowUs } = request;
  const found = await sql<{ endpoint_id: string; has_event: boolean }>`
    select d.endpoint_id, exists (
      select from events e
      where e.dealer_id = d.dealer_id and e.livemode = d.livemode and e.sequence = d.event_sequence) as has_event
    from deliveries d where d.dealer_id = ${dealerId} and d.id = ${deliveryId}
  `.execute(trx);
  const [delivery] = found.rows;
  if (delivery === undefined) return { outcome: 'not_found' };
  if (!delivery.has_event) return { outcome: 'event_expired' };
  const endpointId = delivery.endpoint_id;
  const lane = await sql<{ is_enabled: boolean }>`
    select w.is_enabled from endpoint_lanes l
    join webhook_endpoints w on w.dealer_id = l.dealer_id and w.id = l.endpoint_id
    where l.dealer_id = ${dealerId} and l.endpoint_id = ${endpointId} for update of l
  `.execute(trx);
  if (lane.rows[0] === undefined) return { outcome: 'endpoint_deleted' };
  if (!lane.rows[0].is_enabled) return { outcome: 'endpoint_disabled' };
  const reopened = await reopenDeliveries(trx, { dealerId, endpointId }, [deliveryId], nowUs);
  return reopened === 0 ? { outcome: 'still_pending' } : { outcome: 'retried', endpointId };
}

/**
 * Makes finished deliveries of a lane due again: for a retry by hand and for a replay. The caller holds the lane,
 * which this raises.
 * @returns how many; the others are pending or gone
 */
export async function reopenDeliveries(
  trx: Tx,
  lane: LaneRef,
  deliveryIds: readonly string[],
  nowUs: Micros,
): Promise<number> {
  const { dealerId, endpointId } = lane;
  const updated = await sql`
    update deliveries set status = 'pending', reason = null, schedule_step = 0, delivered_us = null,
      is_unordered = true,
      next_attempt_us = ${nowUs}, expires_us = greatest(expires_us, ${nowUs + DELIVERY_LIFETIME_US}::bigint)
    where dealer_id = ${dealerId} and endpoint_id = ${endpointId} and id = any(${[...deliveryIds]}::uuid[])
      and status <> 'pending'
    returning id
  `.execute(trx);
  if (updated.rows.length === 0) return 0;
  await raiseLanes(trx, dealerId, [endpointId], { dueUs: nowUs, isUrgent: true });
  return updated.rows.length;
}
