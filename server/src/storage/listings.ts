import { sql } from 'kysely';
import type { Cursor } from '../domain/cursor.ts';
import { type Listing, showListing } from '../domain/listing.ts';
import type { Micros } from '../domain/time.ts';
import type { World } from '../domain/world.ts';
import { isBehind } from './page-predicates.ts';
import { PREPARED } from './prepared.ts';
import type { Reader, Tx } from './transaction.ts';
import { upsertRows } from './upsert-rows.ts';

const KEY = ['dealer_id', 'livemode', 'id'] as const;

/**
 * Inserts new listings and overwrites known ones, together with the text the API shows. The caller holds the
 * world's clock, so nobody writes in between.
 */
export async function saveListings(trx: Tx, listings: readonly Listing[]): Promise<void> {
  await upsertRows(
    trx,
    'listings',
    KEY,
    listings.map((listing) => ({
      ...listing,
      public_json: JSON.stringify(showListing(listing)),
    })),
  );
}

export const worldListings = (db: Reader, world: World) =>
  db.selectFrom('listings').where('dealer_id', '=', world.dealerId).where('livemode', '=', world.livemode);

/** All but the text the API shows. Named, so that a column of a newer schema breaks no prepared statement. */
export const LISTING_COLUMNS = Object.keys({
  id: true,
  dealer_id: true,
  livemode: true,
  stock_number: true,
  status: true,
  status_before_sold: true,
  quantity: true,
  marked_sold_quantity: true,
  imported_quantity: true,
  title: true,
  description: true,
  brand: true,
  model: true,
  reference_number: true,
  year: true,
  year_precision: true,
  condition: true,
  has_box: true,
  has_papers: true,
  case_diameter_mm: true,
  case_material: true,
  bezel_material: true,
  crystal: true,
  dial_color: true,
  bracelet_material: true,
  movement: true,
  caliber: true,
  power_reserve_hours: true,
  water_resistance_m: true,
  complications: true,
  gender: true,
  price_amount: true,
  price_currency: true,
  photos: true,
  location_country: true,
  location_city: true,
  handling_time_days: true,
  serial_number: true,
  cost_amount: true,
  cost_currency: true,
  internal_notes: true,
  storage_location: true,
  version: true,
  published_us: true,
  sold_us: true,
  created_us: true,
  updated_us: true,
} satisfies Record<keyof Listing, true>) as (keyof Listing)[];

export async function findListing(db: Reader, world: World, id: string): Promise<Listing | null> {
  const row = await worldListings(db, world)
    .select(LISTING_COLUMNS)
    .where('id', '=', id)
    .modifyEnd(PREPARED)
    .executeTakeFirst();
  return (row as Listing | undefined) ?? null;
}

/** In the order of their ids, which is the lock order. */
export async function findListings(
  trx: Tx,
  world: World,
  keys: { readonly ids?: readonly string[]; readonly stockNumbers?: readonly string[] },
): Promise<Listing[]> {
  const rows = await worldListings(trx, world)
    .select(LISTING_COLUMNS)
    .where((where) =>
      where.or([
        where('id', '=', sql<string>`any(${[...(keys.ids ?? [])]}::uuid[])`),
        where('stock_number', '=', sql<string>`any(${[...(keys.stockNumbers ?? [])]}::text[])`),
      ]),
    )
    .orderBy('id')
    .modifyEnd(PREPARED)
    .execute();
  return rows as Listing[];
}

export async function deleteListings(trx: Tx, world: World, ids: readonly string[]): Promise<void> {
  await trx
    .deleteFrom('listings')
    .where('dealer_id', '=', world.dealerId)
    .where('livemode', '=', world.livemode)
    .where('id', '=', sql<string>`any(${[...ids]}::uuid[])`)
    .execute();
}

export async function deleteAllListings(trx: Tx, world: World): Promise<void> {
  await trx
    .deleteFrom('listings')
    .where('dealer_id', '=', world.dealerId)
    .where('livemode', '=', world.livemode)
    .execute();
}

/** Listings that count towards the plan, but at most `bound`: what lies beyond makes no difference. */
export async function countInventory(trx: Tx, world: World, bound: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (
      select 1 from listings where dealer_id = ${world.dealerId} and livemode = ${world.livemode}
        and status in ('draft', 'published', 'unpublished') limit ${bound}) counted
  `.execute(trx);
  return rows[0]!.count;
}

export interface ListingPageQuery {
  readonly status?: string | undefined;
  readonly limit: number;
  readonly after?: Cursor | undefined;
  readonly updatedAfterUs?: Micros | undefined;
}

export interface PublicListingRow {
  readonly id: string;
  readonly updated_us: Micros;
  readonly public_json: string;
}

/** What the channel may see, newest change first; one row more than `limit` when there is another page. */
export async function listPublicListings(
  db: Reader,
  world: World,
  query: ListingPageQuery,
): Promise<PublicListingRow[]> {
  return await worldListings(db, world)
    .select(['id', 'updated_us', 'public_json'])
    .where('published_us', 'is not', null)
    .$if(query.status !== undefined, (it) => it.where('status', '=', query.status!))
    .$if(query.updatedAfterUs !== undefined, (it) => it.where('updated_us', '>', query.updatedAfterUs!))
    .$if(query.after !== undefined, (it) => it.where(isBehind('updated_us', query.after!)))
    .orderBy('updated_us', 'desc')
    .orderBy('id', 'desc')
    .limit(query.limit + 1)
    .modifyEnd(PREPARED)
    .execute();
}

export async function findPublicListing(db: Reader, world: World, id: string): Promise<string | null> {
  const row = await worldListings(db, world)
    .select('public_json')
    .where('id', '=', id)
    .where('published_us', 'is not', null)
    .modifyEnd(PREPARED)
    .executeTakeFirst();
  return row?.public_json ?? null;
}

/** Every listing of the world in a steady order, a batch at a time; `afterId` is the last one seen. */
export async function listListingsById(
  db: Reader,
  world: World,
  query: { readonly status?: string; readonly afterId?: string | undefined; readonly limit: number },
): Promise<Listing[]> {
  const rows = await worldListings(db, world)
    .select(LISTING_COLUMNS)
    .$if(query.status !== undefined, (it) => it.where('status', '=', query.status!))
    .$if(query.afterId !== undefined, (it) => it.where('id', '>', query.afterId!))
    .orderBy('id')
    .limit(query.limit)
    .execute();
  return rows as Listing[];
}
