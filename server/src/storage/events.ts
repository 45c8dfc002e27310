import { sql } from 'kysely';
import type { World } from '../domain/world.ts';
import type { Reader } from './transaction.ts';

export interface FeedBounds {
  readonly oldest_sequence: number;
  readonly last_sequence: number;
}

export interface FeedRow {
  readonly sequence: number;
  readonly type: string;
  readonly body: string;
}

export interface FeedQuery {
  /** Null = from the oldest kept. */
  readonly afterSequence: number | null;
  readonly types?: readonly string[] | undefined;
  /** Rows at most. */
  readonly limit: number;
  /** Sequences looked at, so that a filter that nothing passes doesn't walk through the whole feed. */
  readonly scanMax?: number;
  /** The page ends with the row that reaches it. */
  readonly bytesMax?: number;
}

export interface FeedRows extends FeedBounds {
  /** Ascending. */
  readonly rows: readonly FeedRow[];
}

type JoinedRow = FeedBounds & { [K in keyof FeedRow]: FeedRow[K] | null };

/**
 * Rows of the feed with its bounds, in one statement: read one after the other, pruning in between would make a
 * gap that nobody notices.
 */
export async function readFeed(db: Reader, world: World, query: FeedQuery): Promise<FeedRows> {
  const { limit, types, scanMax = Number.MAX_SAFE_INTEGER, bytesMax = Number.MAX_SAFE_INTEGER } = query;
  const after = sql`coalesce(${query.afterSequence}::bigint, c.oldest_sequence - 1)`;
  const ofTypes = types === undefined ? sql`` : sql`and type = any(${[...types]}::text[])`;
  const { rows } = await sql<JoinedRow>`
    select c.oldest_sequence, c.last_sequence, e.sequence, e.type, e.body
    from dealer_clocks c
    left join lateral (
      select sequence, type, body,
             sum(octet_length(body)) over (order by sequence) - octet_length(body) as bytes_before
      from (
        select sequence, type, body from events
        where dealer_id = ${world.dealerId} and livemode = ${world.livemode}
          and sequence > ${after} and sequence <= ${after} + ${scanMax}::bigint ${ofTypes}
        order by sequence limit ${limit}) page
    ) e on e.bytes_before < ${bytesMax}::bigint
    where c.dealer_id = ${world.dealerId} and c.livemode = ${world.livemode}
    order by e.sequence
  `.execute(db);
  const { oldest_sequence, last_sequence } = rows[0]!;
  return { oldest_sequence, last_sequence, rows: rows.filter((row) => row.sequence !== null) as FeedRow[] };
}

export async function getFeedBounds(db: Reader, world: World): Promise<FeedBounds> {
  return await db
    .selectFrom('dealer_clocks')
    .select(['oldest_sequence', 'last_sequence'])
    .where('dealer_id', '=', world.dealerId)
    .where('livemode', '=', world.livemode)
    .executeTakeFirstOrThrow();
}

export interface LastSequence extends World {
  readonly sequence: number;
}

/** The newest sequence of both worlds of these dealers. */
export async function listLastSequences(db: Reader, dealerIds: readonly string[]): Promise<LastSequence[]> {
  return await db
    .selectFrom('dealer_clocks')
    .select(['dealer_id as dealerId', 'livemode', 'last_sequence as sequence'])
    .where('dealer_id', '=', sql<string>`any(${[...dealerIds]}::uuid[])`)
    .execute();
}

/** Events with `sequence < beforeSequence`, newest first; one more than `limit` when there is another page. */
export async function listEventsBefore(
  db: Reader,
  world: World,
  query: {
    readonly beforeSequence: number;
    readonly types?: readonly string[] | undefined;
    readonly limit: number;
  },
): Promise<FeedRow[]> {
  const { types } = query;
  return await db
    .selectFrom('events')
    .select(['sequence', 'type', 'body'])
    .where('dealer_id', '=', world.dealerId)
    .where('livemode', '=', world.livemode)
    .where('sequence', '<', query.beforeSequence)
    .$if(types !== undefined, (it) => it.where('type', '=', sql<string>`any(${[...(types ?? [])]}::text[])`))
    .orderBy('sequence', 'desc')
    .limit(query.limit + 1)
    .execute();
}

export async function findEventBody(db: Reader, world: World, id: string): Promise<string | null> {
  const row = await db
    .selectFrom('events')
    .select('body')
    .where('dealer_id', '=', world.dealerId)
    .where('livemode', '=', world.livemode)
    .where('id', '=', id)
    .executeTakeFirst();
  return row?.body ?? null;
}
