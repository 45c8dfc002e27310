import { sql } from 'kysely';
import type { Cursor } from '../domain/cursor.ts';
import type { Customer } from '../domain/customer.ts';
import type { CustomerKeys } from '../domain/customer-keys.ts';
import type { World } from '../domain/world.ts';
import { containing, isBehind } from './page-predicates.ts';
import type { Reader, Tx } from './transaction.ts';
import { upsertRows } from './upsert-rows.ts';

const KEY = ['dealer_id', 'livemode', 'id'] as const;

export async function saveCustomers(trx: Tx, customers: readonly Customer[]): Promise<void> {
  await upsertRows(trx, 'customers', KEY, customers);
}

const worldCustomers = (db: Reader, world: World) =>
  db.selectFrom('customers').where('dealer_id', '=', world.dealerId).where('livemode', '=', world.livemode);

/** Everybody who has one of these keys; who is meant is the domain's decision. */
export async function findCustomersByKeys(
  trx: Tx,
  world: World,
  keys: readonly CustomerKeys[],
): Promise<Customer[]> {
  const column = (name: keyof CustomerKeys): string[] =>
    keys.map((key) => key[name]).filter((value) => value !== null);
  const { rows } = await sql<Customer>`
    select * from customers where dealer_id = ${world.dealerId} and livemode = ${world.livemode}
      and external_id = any(${column('external_id')}::text[])
    union all
    select * from customers where dealer_id = ${world.dealerId} and livemode = ${world.livemode}
      and email = any(${column('email')}::text[])
    union all
    select * from customers where dealer_id = ${world.dealerId} and livemode = ${world.livemode}
      and phone = any(${column('phone')}::text[])
  `.execute(trx);
  return rows;
}

export async function findCustomer(db: Reader, world: World, id: string): Promise<Customer | null> {
  const row = await worldCustomers(db, world).selectAll().where('id', '=', id).executeTakeFirst();
  return (row as Customer | undefined) ?? null;
}

export async function deleteAllCustomers(trx: Tx, world: World): Promise<void> {
  await trx
    .deleteFrom('customers')
    .where('dealer_id', '=', world.dealerId)
    .where('livemode', '=', world.livemode)
    .execute();
}

/** Newest change first; `q` finds name, company, e-mail, phone and external id. */
export async function listCustomers(
  db: Reader,
  world: World,
  query: { readonly q?: string | undefined; readonly limit: number; readonly after?: Cursor | undefined },
): Promise<Customer[]> {
  const pattern = containing(query.q ?? '');
  const rows = await worldCustomers(db, world)
    .selectAll()
    .$if(query.q !== undefined, (it) =>
      it.where(
        sql<boolean>`concat_ws(' ', first_name, last_name, company, email, phone, external_id) ilike ${pattern}`,
      ),
    )
    .$if(query.after !== undefined, (it) => it.where(isBehind('updated_us', query.after!)))
    .orderBy('updated_us', 'desc')
    .orderBy('id', 'desc')
    .limit(query.limit + 1)
    .execute();
  return rows as unknown as Customer[];
}
