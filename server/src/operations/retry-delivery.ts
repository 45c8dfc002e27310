import { ApiError, notFound } from '../domain/api-error.ts';
import { type ShownDelivery, showDelivery } from '../domain/delivery.ts';
import { showRowError } from '../domain/error-envelope.ts';
import { isUuid } from '../domain/ids.ts';
import { assertIntegrationOn } from '../domain/integration.ts';
import { findDelivery } from '../storage/delivery-log.ts';
import { getIntegration } from '../storage/integrations.ts';
import { retryDelivery as makeDue, type RetryOutcome } from '../storage/retry-delivery.ts';
import { inTransaction } from '../storage/transaction.ts';
import { countRows, orRefusal, uniqueIds } from './bulk-rows.ts';
import type { Hub } from './hub.ts';

type Refusal = Exclude<RetryOutcome['outcome'], 'retried' | 'not_found'>;

const REFUSALS: Readonly<Record<Refusal, string>> = {
  still_pending: 'The delivery is pending: it is still being tried.',
  endpoint_deleted: 'The endpoint of this delivery has been deleted.',
  endpoint_disabled: 'The endpoint of this delivery is disabled; enable it first.',
  event_expired: 'The event of this delivery is no longer kept.',
};

/**
 * Sends a finished delivery again: the same event id, and if it fails the schedule goes on from its start.
 * @throws ApiError `resource_not_found`, `invalid_state`, `plan_required`, `integration_disabled`
 */
export async function retryDelivery(hub: Hub, dealerId: string, id: string): Promise<ShownDelivery> {
  if (!isUuid(id)) throw notFound('delivery');
  const nowUs = hub.clock();
  const result = await inTransaction(hub.database, async (trx) => {
    // What would only be cancelled keeps its own end.
    assertIntegrationOn(await getIntegration(trx, dealerId));
    return await makeDue(trx, { dealerId, deliveryId: id, nowUs });
  });
  if (result.outcome === 'not_found') throw notFound('delivery');
  if (result.outcome !== 'retried')
    throw new ApiError('invalid_state', { message: REFUSALS[result.outcome] });
  hub.wake([{ dealerId, endpointId: result.endpointId }]);
  return showDelivery((await findDelivery(hub.database.kysely, dealerId, id))!);
}

/** Each is a transaction of its own; it bounds how long the call takes. */
export const BULK_RETRIES_MAX = 100;

const showOutcome = (id: string, index: number, outcome: ShownDelivery | ApiError) =>
  outcome instanceof ApiError
    ? { index, id, status: 'failed' as const, error: showRowError(outcome) }
    : { index, id, status: 'retried' as const, delivery: outcome };

/**
 * Retries up to 100 deliveries, one after the other in the order of `ids`; one that can't be retried fails alone
 * (`resource_not_found`, `invalid_state`).
 * @throws ApiError `invalid_parameter`, `plan_required`, `integration_disabled`
 */
export async function retryDeliveries(hub: Hub, dealerId: string, ids: readonly string[]) {
  const unique = uniqueIds(ids);
  assertIntegrationOn(await getIntegration(hub.database.kysely, dealerId));
  const outcomes: (ShownDelivery | ApiError)[] = [];
  for (const id of unique) outcomes.push(await orRefusal(() => retryDelivery(hub, dealerId, id)));
  const results = outcomes.map((outcome, index) => showOutcome(unique[index]!, index, outcome));
  return {
    object: 'bulk_result' as const,
    retried: countRows(results, 'retried'),
    failed: countRows(results, 'failed'),
    results,
  };
}
