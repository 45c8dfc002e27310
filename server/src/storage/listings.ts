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

type StoredListing = Listing & { public_json?: string };

export function toListing(row: object): Listing {
  const { public_json: _, ...listing } = row as StoredListing;
  return listing;
}

export async function findListing(db: Reader, world: World, id: string): Promise<Listing | null> {
  const row = await worldListings(db, world).selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : toListing(row);
}

/** In the order of their ids, which is the lock order. */
export async function findListings(
  trx: Tx,
  world: World,
  keys: { readonly ids?: readonly string[]; readonly stockNumbers?: readonly string[] },
): Promise<Listing[]> {
  const rows = await worldListings(trx, world)
    .selectAll()
    .where((where) =>
      where.or([
        where('id', '=', sql<string>`any(${[...(keys.ids ?? [])]}::uuid[])`),
        where('stock_number', '=', sql<string>`any(${[...(keys.stockNumbers ?? [])]}::text[])`),
      ]),
    )
    .orderBy('id')
    .execute();
  return rows.map(toListing);
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
    .selectAll()
    .$if(query.status !== undefined, (it) => it.where('status', '=', query.status!))
    .$if(query.afterId !== undefined, (it) => it.where('id', '>', query.afterId!))
    .orderBy('id')
    .limit(query.limit)
    .execute();
  return rows.map(toListing);
}
