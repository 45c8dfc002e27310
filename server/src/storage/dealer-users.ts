import type { Reader, Tx } from './transaction.ts';

/** The dealer a user acts for; null between the user's creation and the dealer's. */
export async function findDealerIdOfUser(db: Reader, userId: string): Promise<string | null> {
  const row = await db
    .selectFrom('dealer_users')
    .select('dealer_id')
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return row?.dealer_id ?? null;
}

/** Makes others who would give this user a dealer wait for this transaction. Null when there is no such user. */
export async function claimUser(trx: Tx, userId: string): Promise<{ readonly name: string } | null> {
  const row = await trx
    .selectFrom('users')
    .select('name')
    .where('id', '=', userId)
    .forUpdate()
    .executeTakeFirst();
  return row ?? null;
}

export async function insertDealerUser(trx: Tx, userId: string, dealerId: string): Promise<void> {
  await trx.insertInto('dealer_users').values({ user_id: userId, dealer_id: dealerId }).execute();
}
