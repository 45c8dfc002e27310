import { sql } from 'kysely';
import { DELIVERY_LIFETIME_US } from '../domain/delivery.ts';
import type { Micros } from '../domain/time.ts';
import type { LaneRef } from './lanes.ts';
import type { Tx } from './transaction.ts';

/**
 * Makes finished deliveries of a lane due again, whatever their end was: the same event ids, attempts counted on,
 * the schedule from its start. The caller holds the lane; this raises it. Wake it after the commit.
 * @returns how many; the others are pending or gone
 */
export async function reopenDeliveries(
  trx: Tx,
  lane: LaneRef,
  deliveryIds: readonly string[],
  nowUs: Micros,
): Promise<number> {
  const { rows } = await sql`
    update deliveries set status = 'pending', reason = null, schedule_step = 0, delivered_us = null,
      next_attempt_us = ${nowUs}, expires_us = greatest(expires_us, ${nowUs + DELIVERY_LIFETIME_US}::bigint)
    where dealer_id = ${lane.dealerId} and endpoint_id = ${lane.endpointId}
      and id = any(${[...deliveryIds]}::uuid[]) and status <> 'pending'
    returning id
  `.execute(trx);
  if (rows.length === 0) return 0;
  await sql`
    update endpoint_lanes
    set generation = generation + 1, due_us = least(coalesce(due_us, ${nowUs}::bigint), ${nowUs}::bigint)
    where dealer_id = ${lane.dealerId} and endpoint_id = ${lane.endpointId}
  `.execute(trx);
  return rows.length;
}

/** False when the endpoint has been deleted. */
export async function lockLane(trx: Tx, lane: LaneRef): Promise<boolean> {
  const { rows } = await sql`
    select from endpoint_lanes
    where dealer_id = ${lane.dealerId} and endpoint_id = ${lane.endpointId} for update
  `.execute(trx);
  return rows.length > 0;
}
