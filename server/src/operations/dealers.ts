import { ApiError } from '../domain/api-error.ts';
import { newId } from '../domain/ids.ts';
import { CURRENT_API_VERSION, PLAN_TERMS, type Plan } from '../domain/plans.ts';
import { cancelDeliveries } from '../storage/cancel-deliveries.ts';
import { claimUser, findDealerIdOfUser, insertDealerUser } from '../storage/dealer-users.ts';
import {
  type DealerRow,
  findDealer,
  findDealerIdByEmail,
  insertDealer,
  listDealers as selectDealers,
  updateDealer,
} from '../storage/dealers.ts';
import { inTransaction, type Tx } from '../storage/transaction.ts';
import { lockBothWorlds } from '../storage/world-clock.ts';
import type { Hub } from './hub.ts';

/** What these use cases need of the hub; the operator's CLI has no more than that. */
export type DealersHub = Pick<Hub, 'database' | 'clock'>;

const LIST_LIMIT = 250;

/**
 * The dealer of a user, made with its integration when the user has none: right after sign-up, or later when
 * the hub died between the two. Any number of calls make one dealer.
 * @returns the dealer's id
 */
export async function createDealer(
  hub: DealersHub,
  input: { readonly userId: string; readonly plan: Plan },
): Promise<string> {
  return await inTransaction(hub.database, async (trx) => {
    const user = await claimUser(trx, input.userId);
    if (user === null) throw new Error(`there is no user ${input.userId}`);
    const existing = await findDealerIdOfUser(trx, input.userId);
    if (existing !== null) return existing;
    const createdUs = hub.clock();
    const id = newId(createdUs);
    await insertDealer(trx, {
      id,
      integrationId: newId(createdUs),
      name: user.name,
      plan: input.plan,
      apiVersion: CURRENT_API_VERSION,
      createdUs,
    });
    await insertDealerUser(trx, input.userId, id);
    return id;
  });
}

/** Up to 250 dealers in the order of creation, beginning after `afterId`. */
export async function listDealers(hub: DealersHub, afterId: string | null = null): Promise<DealerRow[]> {
  return await selectDealers(hub.database.kysely, { afterId, limit: LIST_LIMIT });
}

/**
 * A downgrade hides and deletes nothing; what is pending and may no longer be sent ends in the log.
 * @throws ApiError `resource_not_found` when nobody signs in with this e-mail address
 */
export async function setDealerPlan(hub: DealersHub, email: string, plan: Plan): Promise<DealerRow> {
  return await changeDealer(hub, email, async (trx, dealerId) => {
    await updateDealer(trx, dealerId, { plan });
    if (!PLAN_TERMS[plan].customIntegration) await cancelDeliveries(trx, dealerId, 'plan_required');
  });
}

/**
 * @param limit live listings at most; null = the plan's limit
 * @throws ApiError `resource_not_found` when nobody signs in with this e-mail address
 */
export async function setDealerListingLimit(
  hub: DealersHub,
  email: string,
  limit: number | null,
): Promise<DealerRow> {
  return await changeDealer(hub, email, async (trx, dealerId) => {
    await updateDealer(trx, dealerId, { listing_limit: limit });
  });
}

/** Holds both clocks, so that no write of this dealer decides by the old terms and commits after the change. */
async function changeDealer(
  hub: DealersHub,
  email: string,
  change: (trx: Tx, dealerId: string) => Promise<void>,
): Promise<DealerRow> {
  return await inTransaction(hub.database, async (trx) => {
    const dealerId = await findDealerIdByEmail(trx, email.trim().toLowerCase());
    if (dealerId === null) {
      throw new ApiError('resource_not_found', { message: `There is no dealer with the e-mail ${email}.` });
    }
    await lockBothWorlds(trx, dealerId);
    await change(trx, dealerId);
    return (await findDealer(trx, dealerId))!;
  });
}
