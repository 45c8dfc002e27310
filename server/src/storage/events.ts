import { sql } from 'kysely';
import type { World } from '../domain/world.ts';
import type { Reader } from './transaction.ts';

export interface FeedBounds {
  readonly oldest_sequence: number;
  readonly last_sequence: number;
}

export async function getFeedBounds(db: Reader, world: World): Promise<FeedBounds> {
  return await db
    .selectFrom('dealer_clocks')
    .select(['oldest_sequence', 'last_sequence'])
    .where('dealer_id', '=', world.dealerId)
    .where('livemode', '=', world.livemode)
    .executeTakeFirstOrThrow();
}

export interface FeedRow {
  readonly sequence: number;
  readonly body: string;
}

const ofTypes = (types: readonly string[]) => sql<boolean>`type = any(${[...types]}::text[])`;

/** Events with `afterSequence < sequence <= upTo`, ascending. */
export async function listEventsAfter(
  db: Reader,
  world: World,
  query: {
    readonly afterSequence: number;
    readonly upTo: number;
    readonly types?: readonly string[] | undefined;
    readonly limit: number;
  },
): Promise<FeedRow[]> {
  return await db
    .selectFrom('events')
    .select(['sequence', 'body'])
    .where('dealer_id', '=', world.dealerId)
    .where('livemode', '=', world.livemode)
    .where('sequence', '>', query.afterSequence)
    .where('sequence', '<=', query.upTo)
    .$if(query.types !== undefined, (it) => it.where(ofTypes(query.types!)))
    .orderBy('sequence')
    .limit(query.limit)
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
  return await db
    .selectFrom('events')
    .select(['sequence', 'body'])
    .where('dealer_id', '=', world.dealerId)
    .where('livemode', '=', world.livemode)
    .where('sequence', '<', query.beforeSequence)
    .$if(query.types !== undefined, (it) => it.where(ofTypes(query.types!)))
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
