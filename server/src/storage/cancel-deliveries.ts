import { sql } from 'kysely';
import type { EventType } from '../domain/event-types.ts';
import type { Tx } from './transaction.ts';

/** Why a delivery is not sent. */
export type CancelReason =
  | 'endpoint_disabled'
  | 'endpoint_deleted'
  | 'integration_disabled'
  | 'plan_required'
  | 'sandbox_reset'
  | 'test_mode';

export interface PendingDeliveries {
  readonly dealerId: string;
  /** Default: all endpoints. */
  readonly endpointId?: string;
  /** Default: both worlds. */
  readonly livemode?: boolean;
  readonly exceptType?: EventType;
}

/**
 * Ends what is pending with a reason; returns how many. The caller holds the clocks of the worlds concerned, so
 * that no delivery is added meanwhile; this locks the lanes, then their deliveries, as the engine does. A request
 * on its way while this commits is still settled: as an attempt in the log, and as delivered when it succeeded.
 */
export async function cancelPendingDeliveries(
  trx: Tx,
  which: PendingDeliveries,
  reason: CancelReason,
): Promise<number> {
  const { dealerId, endpointId = null, livemode = null, exceptType = null } = which;
  await sql`
    select from endpoint_lanes
    where dealer_id = ${dealerId} and (${endpointId}::uuid is null or endpoint_id = ${endpointId})
    order by endpoint_id for update
  `.execute(trx);
  const { numAffectedRows } = await sql`
    update deliveries set status = 'cancelled', reason = ${reason}, next_attempt_us = null
    where dealer_id = ${dealerId} and status = 'pending'
      and (${endpointId}::uuid is null or endpoint_id = ${endpointId})
      and (${livemode}::boolean is null or livemode = ${livemode})
      and (${exceptType}::text is null or event_type <> ${exceptType})
  `.execute(trx);
  return Number(numAffectedRows ?? 0);
}
