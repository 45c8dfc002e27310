import { type RawBuilder, sql } from 'kysely';
import type { Cursor } from '../domain/cursor.ts';
import { isUuid } from '../domain/ids.ts';
import type { Order } from '../domain/order.ts';
import type { Micros } from '../domain/time.ts';
import type { World } from '../domain/world.ts';
import { countByStatus } from './count-by-status.ts';
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

export interface OrderFilter {
  readonly externalId?: string | undefined;
  readonly customerId?: string | undefined;
  readonly source?: string | undefined;
  /** When the hub received the order. */
  readonly fromUs?: Micros | undefined;
  /** Exclusive. */
  readonly toUs?: Micros | undefined;
  /** Finds number, external id, the lines' stock numbers and titles, and the customer's names and keys. */
  readonly q?: string | undefined;
}

export interface OrderPageQuery extends OrderFilter {
  readonly status?: string | undefined;
  readonly limit: number;
  readonly after?: Cursor | undefined;
  readonly updatedAfterUs?: Micros | undefined;
}

/** In what a person would look for: the stored JSON holds names of fields and ids as well. */
const contains = (q: string): RawBuilder<boolean> => sql`concat_ws(' ', number, external_id,
  (select string_agg(concat_ws(' ', line ->> 'stock_number', line ->> 'title'), ' ')
    from json_array_elements(line_items) line),
  customer ->> 'first_name', customer ->> 'last_name', customer ->> 'company', customer ->> 'email',
  customer ->> 'phone', customer ->> 'external_id') ilike ${containing(q)}`;

function matches(filter: OrderFilter): RawBuilder<boolean> {
  const { externalId, customerId, source, fromUs, toUs, q } = filter;
  const conditions = [sql<boolean>`true`];
  if (externalId !== undefined) conditions.push(sql`external_id = ${externalId}`);
  if (customerId !== undefined) {
    conditions.push(isUuid(customerId) ? sql`customer_id = ${customerId}` : sql`false`);
  }
  if (source !== undefined) conditions.push(sql`source = ${source}`);
  if (fromUs !== undefined) conditions.push(sql`created_us >= ${fromUs}`);
  if (toUs !== undefined) conditions.push(sql`created_us < ${toUs}`);
  if (q !== undefined) conditions.push(contains(q));
  return sql`(${sql.join(conditions, sql` and `)})`;
}

/** Newest change first; one row more than `limit` when there is another page. */
export async function listOrders(db: Reader, world: World, query: OrderPageQuery): Promise<Order[]> {
  const rows = await worldOrders(db, world)
    .selectAll()
    .where(matches(query))
    .$if(query.status !== undefined, (it) => it.where('status', '=', query.status!))
    .$if(query.updatedAfterUs !== undefined, (it) => it.where('updated_us', '>', query.updatedAfterUs!))
    .$if(query.after !== undefined, (it) => it.where(isBehind('updated_us', query.after!)))
    .orderBy('updated_us', 'desc')
    .orderBy('id', 'desc')
    .limit(query.limit + 1)
    .execute();
  return rows as unknown as Order[];
}

export async function countOrdersByStatus(
  db: Reader,
  world: World,
  filter: OrderFilter,
): Promise<Record<string, number>> {
  return await countByStatus(db, 'orders', world, matches(filter));
}

export async function deleteAllOrders(trx: Tx, world: World): Promise<void> {
  await trx
    .deleteFrom('orders')
    .where('dealer_id', '=', world.dealerId)
    .where('livemode', '=', world.livemode)
    .execute();
}
