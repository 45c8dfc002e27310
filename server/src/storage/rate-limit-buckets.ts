import { sql } from 'kysely';
import type { Reservation } from '../domain/rate-window.ts';
import type { Database } from './database.ts';
import { PREPARED } from './prepared.ts';
import { inTransaction, type Reader, send, type Tx } from './transaction.ts';

/** What shares one limit: an integration in one world. */
export interface RateLimitBucket {
  readonly integrationId: string;
  readonly livemode: boolean;
}

/** First half of a two-part advisory lock: any number that no other lock class uses. */
const LOCK_CLASS = 600_060;

/** A node's view of a bucket. */
interface BucketView extends RateLimitBucket {
  /** Whose. */
  readonly node: string;
  /** Unix time in whole seconds: older reservations don't matter. */
  readonly since: number;
}

/**
 * Reserves tokens while no other node can, in two round trips.
 * @param plan from what the others have reserved: the node's own rows as they shall be, and what to return
 */
export async function reserveFromBucket<T>(
  database: Database,
  view: BucketView,
  plan: (others: Reservation[]) => { plan: T; rows: readonly Omit<Reservation, 'node'>[] },
): Promise<T> {
  const { integrationId, livemode, node } = view;
  const { result } = await inTransaction(
    database,
    async (trx) => {
      const [, others] = await Promise.all([lockBucket(trx, view), listOtherReservations(trx, view)]);
      const { plan: result, rows } = plan(others);
      const own = rows.map((row) => ({ integrationId, livemode, node, ...row }));
      return { result, save: () => saveReservations(trx, own) };
    },
    ({ save }) => [save()],
  );
  return result;
}

async function lockBucket(trx: Tx, { integrationId, livemode }: RateLimitBucket): Promise<void> {
  const name = `${integrationId} ${livemode}`;
  await send(trx, sql`select pg_advisory_xact_lock(${LOCK_CLASS}::int, hashtext(${name})) ${PREPARED}`);
}

/** Behind the lock, though sent with it: what the others have reserved by then. */
async function listOtherReservations(
  trx: Tx,
  { integrationId, livemode, node, since }: BucketView,
): Promise<Reservation[]> {
  return await send(
    trx,
    trx
      .selectFrom('rate_limit_buckets')
      .select(['node', 'second', 'tokens'])
      .where('integration_id', '=', integrationId)
      .where('livemode', '=', livemode)
      .where('second', '>=', since)
      .where('node', '<>', node)
      .modifyEnd(PREPARED),
  );
}

/** Sets a node's own rows; nobody else writes them, so handing back needs no lock. */
export async function saveReservations(
  db: Reader,
  reservations: readonly (RateLimitBucket & Reservation)[],
): Promise<void> {
  if (reservations.length === 0) return;
  const column = <T>(value: (it: RateLimitBucket & Reservation) => T): T[] => reservations.map(value);
  const statement = sql`
    insert into rate_limit_buckets (integration_id, livemode, second, node, tokens)
    select own.* from unnest(${column((it) => it.integrationId)}::uuid[],
      ${column((it) => it.livemode)}::boolean[], ${column((it) => it.second)}::bigint[],
      ${column((it) => it.node)}::uuid[], ${column((it) => it.tokens)}::integer[]) as own
    on conflict (integration_id, livemode, second, node) do update set tokens = excluded.tokens
    ${PREPARED}`;
  await send(db, statement);
}

/** Forgets what no window can see any more. */
export async function pruneRateLimitBuckets(database: Database, beforeSecond: number): Promise<void> {
  await database.kysely.deleteFrom('rate_limit_buckets').where('second', '<', beforeSecond).execute();
}
