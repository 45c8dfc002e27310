import { type RawBuilder, sql } from 'kysely';
import { LISTING_STATUSES, type Listing } from '../domain/listing.ts';
import { hasNullKeys, type ListingSort, type SortKey, type SortPlace } from '../domain/listing-sort.ts';
import type { World } from '../domain/world.ts';
import { countByStatus } from './count-by-status.ts';
import { LISTING_COLUMNS, worldListings } from './listings.ts';
import { containing } from './page-predicates.ts';
import type { Reader } from './transaction.ts';

type Expression = RawBuilder<unknown>;

/** Without regard to case, and by code points: whatever collation a database has, its pages fit together. */
const text = (column: string): Expression => sql`lower(${sql.ref(column)}) collate "C"`;
const number = (column: string): Expression => sql`${sql.ref(column)}::bigint`;

const SORT_KEYS: Readonly<Record<ListingSort['by'], readonly Expression[]>> = {
  updated_at: [number('updated_us')],
  created_at: [number('created_us')],
  stock_number: [text('stock_number')],
  brand: [text('brand')],
  model: [text('model')],
  reference_number: [text('reference_number')],
  year: [number('year')],
  price: [sql`price_currency collate "C"`, number('price_amount')],
  quantity: [number('quantity')],
  // In the order of a listing's life.
  status: [sql`array_position(${sql.lit(`{${LISTING_STATUSES.join()}}`)}::text[], status)::bigint`],
  title: [text('title')],
};

const typed = (key: SortKey): Expression =>
  typeof key === 'number' ? sql`${key}::bigint` : sql`${key}::text`;

/** Rows behind a place; empty keys come last in either order. */
function isBehindPlace(sort: ListingSort, place: SortPlace) {
  const keys = SORT_KEYS[sort.by];
  const behind = sort.order === 'asc' ? sql`>` : sql`<`;
  if (place.keys[0] === null) {
    return sql<boolean>`(${keys[0]} is null and id ${behind} ${place.id}::uuid)`;
  }
  const isBehind = sql<boolean>`(${sql.join([...keys, sql`id`])}) ${behind} (${sql.join([
    ...place.keys.map(typed),
    sql`${place.id}::uuid`,
  ])})`;
  return hasNullKeys(sort.by) ? sql<boolean>`(${isBehind} or ${keys[0]} is null)` : isBehind;
}

function orderBy(sort: ListingSort): Expression {
  const nulls = hasNullKeys(sort.by) ? 'nulls last' : '';
  const direction = sql.raw(`${sort.order} ${nulls}`);
  return sql`${sql.join(SORT_KEYS[sort.by].map((key) => sql`${key} ${direction}`))}, id ${sql.raw(sort.order)}`;
}

const contains = (q: string) =>
  sql<boolean>`concat_ws(' ', brand, model, title, reference_number, stock_number, serial_number) ilike ${containing(q)}`;

export interface InventoryPageQuery {
  readonly status?: string | undefined;
  /** Finds brand, model, title, reference, stock number and serial number. */
  readonly q?: string | undefined;
  readonly sort: ListingSort;
  readonly limit: number;
  readonly after?: SortPlace | undefined;
}

export interface InventoryRow {
  readonly listing: Listing;
  readonly place: SortPlace;
}

/** The dealer's own list, drafts included; one row more than `limit` when there is another page. */
export async function listInventory(
  db: Reader,
  world: World,
  query: InventoryPageQuery,
): Promise<InventoryRow[]> {
  const { sort, after } = query;
  const rows = await worldListings(db, world)
    .select(LISTING_COLUMNS)
    .select(sql<SortKey[]>`json_build_array(${sql.join(SORT_KEYS[sort.by])})`.as('sort_keys'))
    .$if(query.status !== undefined, (it) => it.where('status', '=', query.status!))
    .$if(query.q !== undefined, (it) => it.where(contains(query.q!)))
    .$if(after !== undefined, (it) => it.where(isBehindPlace(sort, after!)))
    .orderBy(orderBy(sort))
    .limit(query.limit + 1)
    .execute();
  return rows.map(({ sort_keys, ...row }) => ({
    listing: row as Listing,
    place: { keys: sort_keys, id: row.id },
  }));
}

/** By status; `q` as in listInventory. */
export async function countInventoryByStatus(
  db: Reader,
  world: World,
  query: { readonly q?: string | undefined },
): Promise<Record<string, number>> {
  return await countByStatus(db, 'listings', world, query.q === undefined ? undefined : contains(query.q));
}
