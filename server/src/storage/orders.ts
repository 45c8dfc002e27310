import { sql } from 'kysely';
import type { Cursor } from '../domain/cursor.ts';
import type { Order } from '../domain/order.ts';
import type { Micros } from '../domain/time.ts';
import type { World } from '../domain/world.ts';
import { containing, isBehind } from './page-predicates.ts';
import type { Reader, Tx } from './transaction.ts';
import { upsertRows } from './upsert-rows.ts';

const KEY = ['dealer_id', 'livemode', 'id'] as const;
export async function saveOrder(trx: Tx, order: Order): Promise<void> {
  await upsertRows(trx, 'orders', KEY, [order]);
}

const worldOrders = (db: Reader, world: World) =>
  db.selectFrom('orders').where('dealer_id', '=', world.dealerId).where('livemode', '=', world.livemode);

export async function findOrder(db: Reader, world: World, id: string): Promise<Order | null> {
  const row = await worldOrders(db, world).selectAll().where('id', '=', id).executeTakeFirst();
  return (row as unknown as Order | undefined) ?? null;
}

export async function hasOrderWithExternalId(trx: Tx, world: World, externalId: string): Promise<boolean> {
  const row = await worldOrders(trx, world)
    .select('id')
    .where('external_id', '=', externalId)
    .executeTakeFirst();
  return row !== undefined;
}

export interface OrderPageQuery {
  readonly status?: string | undefined;
  readonly externalId?: string | undefined;
  readonly customerId?: string | undefined;
  readonly q?: string | undefined;
  readonly limit: number;
  readonly after?: Cursor | undefined;
  readonly updatedAfterUs?: Micros | undefined;
}

/** Newest change first; one row more than `limit` when there is another page. */
export async function listOrders(db: Reader, world: World, query: OrderPageQuery): Promise<Order[]> {
  const pattern = containing(query.q ?? '');
  const rows = await worldOrders(db, world)
    .selectAll()
    .$if(query.status !== undefined, (it) => it.where('status', '=', query.status!))
    .$if(query.externalId !== undefined, (it) => it.where('external_id', '=', query.externalId!))
    .$if(query.customerId !== undefined, (it) => it.where('customer_id', '=', query.customerId!))
    .$if(query.q !== undefined, (it) =>
      it.where(
        sql<boolean>`concat_ws(' ', number, external_id, line_items::text, customer::text) ilike ${pattern}`,
      ),
    )
    .$if(query.updatedAfterUs !== undefined, (it) => it.where('updated_us', '>', query.updatedAfterUs!))
    .$if(query.after !== undefined, (it) => it.where(isBehind('updated_us', query.after!)))
    .orderBy('updated_us', 'desc')
    .orderBy('id', 'desc')
    .limit(query.limit + 1)
    .execute();
  return rows as unknown as Order[];
}

export async function deleteAllOrders(trx: Tx, world: World): Promise<void> {
  await trx
    .deleteFrom('orders')
    .where('dealer_id', '=', world.dealerId)
    .where('livemode', '=', world.livemode)
    .execute();
}
