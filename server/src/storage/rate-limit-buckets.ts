import { sql } from 'kysely';
import type { Reservation } from '../domain/rate-window.ts';
import type { Database } from './database.ts';
import { inTransaction, type Tx } from './transaction.ts';

/** What shares one limit: an integration in one world. */
export interface RateLimitBucket {
  readonly integrationId: string;
  readonly livemode: boolean;
}

/** First half of a two-part advisory lock: any number that no other lock class uses. */
const LOCK_CLASS = 600_060;

/** Runs `work` while no other node can reserve tokens of this bucket. */
export async function withLockedBucket<T>(
  database: Database,
  bucket: RateLimitBucket,
  work: (trx: Tx) => Promise<T>,
): Promise<T> {
  return await inTransaction(database, async (trx) => {
    const name = `${bucket.integrationId} ${bucket.livemode}`;
    await sql`select pg_advisory_xact_lock(${LOCK_CLASS}::int, hashtext(${name}))`.execute(trx);
    return await work(trx);
  });
}

/** What other nodes have reserved since `second`. */
export async function listOtherReservations(
  trx: Tx,
  bucket: RateLimitBucket,
  node: string,
  second: number,
): Promise<Reservation[]> {
  return await trx
    .selectFrom('rate_limit_buckets')
    .select(['node', 'second', 'tokens'])
    .where('integration_id', '=', bucket.integrationId)
    .where('livemode', '=', bucket.livemode)
    .where('second', '>=', second)
    .where('node', '<>', node)
    .execute();
}

/** Sets a node's own row; nobody else writes it, so handing back needs no lock. */
export async function saveReservation(
  db: Tx | Database['kysely'],
  bucket: RateLimitBucket,
  { node, second, tokens }: Reservation,
): Promise<void> {
  await db
    .insertInto('rate_limit_buckets')
    .values({ integration_id: bucket.integrationId, livemode: bucket.livemode, second, node, tokens })
    .onConflict((conflict) =>
      conflict.columns(['integration_id', 'livemode', 'second', 'node']).doUpdateSet({ tokens }),
    )
    .execute();
}

/** Forgets what no window can see any more. */
export async function pruneRateLimitBuckets(database: Database, beforeSecond: number): Promise<void> {
  await database.kysely.deleteFrom('rate_limit_buckets').where('second', '<', beforeSecond).execute();
}
