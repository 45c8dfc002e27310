import { sql } from 'kysely';
import type { Plan } from '../domain/plans.ts';
import type { Micros } from '../domain/time.ts';
import type { Reader, Tx } from './transaction.ts';

export interface NewDealer {
  readonly id: string;
  readonly integrationId: string;
  readonly name: string;
  readonly plan: Plan;
  readonly apiVersion: string;
  readonly createdUs: Micros;
}

/** The dealer with what every dealer has: its integration and the clocks of its two worlds. */
export async function insertDealer(trx: Tx, dealer: NewDealer): Promise<void> {
  const created_us = dealer.createdUs;
  await trx
    .insertInto('dealers')
    .values({ id: dealer.id, name: dealer.name, plan: dealer.plan, created_us })
    .execute();
  await trx
    .insertInto('integrations')
    .values({ dealer_id: dealer.id, id: dealer.integrationId, api_version: dealer.apiVersion, created_us })
    .execute();
  await trx
    .insertInto('dealer_clocks')
    .values([
      { dealer_id: dealer.id, livemode: false },
      { dealer_id: dealer.id, livemode: true },
    ])
    .execute();
}

/** A dealer as the operator sees it. */
export interface DealerRow {
  readonly id: string;
  readonly name: string;
  readonly plan: Plan;
  readonly listing_limit: number | null;
  readonly created_us: Micros;
  /** Of its users; several are separated by commas. */
  readonly email: string;
}

const selectDealers = (db: Reader) =>
  db
    .selectFrom('dealers as d')
    .innerJoin('dealer_users as du', 'du.dealer_id', 'd.id')
    .innerJoin('users as u', 'u.id', 'du.user_id')
    .select(['d.id', 'd.name', 'd.plan', 'd.listing_limit', 'd.created_us'])
    .select(sql<string>`string_agg(u.email, ', ' order by u.email)`.as('email'))
    .groupBy('d.id');

/** In the order of creation, which is that of their ids. */
export async function listDealers(
  db: Reader,
  page: { readonly afterId: string | null; readonly limit: number },
): Promise<DealerRow[]> {
  let query = selectDealers(db).orderBy('d.id').limit(page.limit);
  if (page.afterId !== null) query = query.where('d.id', '>', page.afterId);
  return (await query.execute()) as DealerRow[];
}

export async function findDealer(db: Reader, id: string): Promise<DealerRow | null> {
  const row = await selectDealers(db).where('d.id', '=', id).executeTakeFirst();
  return (row as DealerRow | undefined) ?? null;
}

/** Of the user who signs in with this e-mail address, in lower case. */
export async function findDealerIdByEmail(db: Reader, email: string): Promise<string | null> {
  const row = await db
    .selectFrom('users as u')
    .innerJoin('dealer_users as du', 'du.user_id', 'u.id')
    .select('du.dealer_id')
    .where('u.email', '=', email)
    .executeTakeFirst();
  return row?.dealer_id ?? null;
}

export async function updateDealer(
  trx: Tx,
  id: string,
  change: { readonly plan?: Plan; readonly listing_limit?: number | null },
): Promise<void> {
  await trx.updateTable('dealers').set(change).where('id', '=', id).execute();
}
