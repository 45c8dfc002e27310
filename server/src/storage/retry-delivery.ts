import { sql } from 'kysely';
import type { Micros } from '../domain/time.ts';
import { reopenDeliveries } from './reopen-deliveries.ts';
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
  if (reopened === 0) return { outcome: 'still_pending' };
  return { outcome: 'retried', endpointId };
}
