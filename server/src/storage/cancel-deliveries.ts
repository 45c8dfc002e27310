import { sql } from 'kysely';
import type { Tx } from './transaction.ts';

/** Why a delivery is not sent. */
export type CancelReason =
  | 'endpoint_disabled'
  | 'endpoint_deleted'
  | 'integration_disabled'
  | 'plan_required'
  | 'sandbox_reset'
  | 'test_mode';

export interface CancelScope {
  /** Default: all endpoints of the dealer. */
  readonly endpointId?: string;
  /** Default: both worlds. */
  readonly livemode?: boolean;
  /** Pings go out in test mode too. */
  readonly keepPings?: boolean;
}

/**
 * Ends what is pending with a reason; returns how many. The caller holds the clocks of the worlds concerned, so
 * that no delivery is added meanwhile. Locks in the engine's order: the endpoint (which the caller is about to
 * change or has changed), the lanes by id, their deliveries. A request on its way while this commits is still
 * settled: as an attempt in the log, and as delivered when it succeeded.
 */
export async function cancelDeliveries(
  trx: Tx,
  dealerId: string,
  reason: CancelReason,
  scope: CancelScope = {},
): Promise<number> {
  const { endpointId = null, livemode = null, keepPings = false } = scope;
  if (endpointId !== null) {
    await sql`
      select from webhook_endpoints where dealer_id = ${dealerId} and id = ${endpointId} for update
    `.execute(trx);
  }
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
      and (not ${keepPings} or event_type <> 'integration.test_event')
  `.execute(trx);
  return Number(numAffectedRows ?? 0);
}
