import { sql } from 'kysely';
import type { Micros } from '../domain/time.ts';
import type { World } from '../domain/world.ts';
import type { Database } from './database.ts';
import { inTransaction } from './transaction.ts';

/** Bounds how long one statement holds locks; a dealer's clock is among them while events go. */
const BATCH_ROWS = 1_000;

// A deletion that waits for a row checks its own condition again, not that of the query inside it: so the
// condition stands in both, or what was renewed meanwhile (a retried delivery, a key used again) would go too.

/** Deletes finished deliveries, and with them their attempts, that are older; returns how many. */
export async function pruneDeliveries(database: Database, beforeUs: Micros): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    select d.id from dealers d where exists (
      select from deliveries l where l.dealer_id = d.id and l.created_us < ${beforeUs} and l.status <> 'pending')
  `.execute(database.kysely);
  let total = 0;
  for (const dealer of rows) {
    total += await repeatWhileFull(async () => {
      const { numAffectedRows } = await sql`
        delete from deliveries where dealer_id = ${dealer.id} and status <> 'pending' and id in (
          select id from deliveries
          where dealer_id = ${dealer.id} and created_us < ${beforeUs} and status <> 'pending'
          order by created_us limit ${BATCH_ROWS})
      `.execute(database.kysely);
      return Number(numAffectedRows ?? 0);
    });
  }
  return total;
}

/** Deletes events that are older, from the oldest on, and moves the feed's start past them; returns how many. */
export async function pruneEvents(database: Database, beforeUs: Micros): Promise<number> {
  const { rows } = await sql<World>`
    select c.dealer_id as "dealerId", c.livemode from dealer_clocks c
    join events e on e.dealer_id = c.dealer_id and e.livemode = c.livemode and e.sequence = c.oldest_sequence
    where e.created_us < ${beforeUs}
  `.execute(database.kysely);
  let total = 0;
  for (const world of rows) {
    total += await repeatWhileFull(async () => await pruneEventBatch(database, world, beforeUs));
  }
  return total;
}

/** Stops before an event that a delivery still has to send: one retried by hand may be older than the log. */
async function pruneEventBatch(database: Database, world: World, beforeUs: Micros): Promise<number> {
  return await inTransaction(database, async (trx) => {
    const { rows } = await sql<{ oldest_sequence: number }>`
      select oldest_sequence from dealer_clocks
      where dealer_id = ${world.dealerId} and livemode = ${world.livemode} for update
    `.execute(trx);
    const oldest = rows[0]!.oldest_sequence;
    const deleted = await sql`
      delete from events
      where dealer_id = ${world.dealerId} and livemode = ${world.livemode}
        and sequence >= ${oldest} and sequence < ${oldest + BATCH_ROWS} and created_us < ${beforeUs}
        and sequence < coalesce((
          select min(event_sequence) from deliveries
          where dealer_id = ${world.dealerId} and livemode = ${world.livemode} and status = 'pending'),
          ${Number.MAX_SAFE_INTEGER}::bigint)
    `.execute(trx);
    const count = Number(deleted.numAffectedRows ?? 0);
    await sql`
      update dealer_clocks set oldest_sequence = ${oldest + count}
      where dealer_id = ${world.dealerId} and livemode = ${world.livemode}
    `.execute(trx);
    return count;
  });
}

/** Finds a batch over all dealers, and deletes it dealer by dealer: one statement can't do both on several servers. */
export async function pruneIdempotencyRecords(database: Database, beforeUs: Micros): Promise<number> {
  return await repeatWhileFull(async () => {
    const { rows } = await sql<RecordKey>`
      select dealer_id, livemode, key from idempotency_records
      where created_us < ${beforeUs} order by created_us limit ${BATCH_ROWS}
    `.execute(database.kysely);
    const byDealer = Map.groupBy(rows, (row) => row.dealer_id);
    let count = 0;
    for (const [dealerId, keys] of byDealer) count += await deleteRecords(database, dealerId, keys, beforeUs);
    return count;
  });
}

interface RecordKey {
  readonly dealer_id: string;
  readonly livemode: boolean;
  readonly key: string;
}

async function deleteRecords(
  database: Database,
  dealerId: string,
  keys: readonly RecordKey[],
  beforeUs: Micros,
): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from idempotency_records
    where dealer_id = ${dealerId} and created_us < ${beforeUs} and (livemode, key) in (
      select * from unnest(${keys.map((it) => it.livemode)}::boolean[], ${keys.map((it) => it.key)}::text[]))
  `.execute(database.kysely);
  return Number(numAffectedRows ?? 0);
}

/** Wipes signing secrets whose grace after a rotation is over. */
export async function wipePreviousSecrets(database: Database, nowUs: Micros): Promise<number> {
  const { numAffectedRows } = await sql`
    update webhook_endpoints set previous_secret = null, previous_secret_expires_us = null
    where previous_secret_expires_us <= ${nowUs}
  `.execute(database.kysely);
  return Number(numAffectedRows ?? 0);
}

export async function pruneRateLimitBuckets(database: Database, beforeSecond: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from rate_limit_buckets where second < ${beforeSecond}
  `.execute(database.kysely);
  return Number(numAffectedRows ?? 0);
}

async function repeatWhileFull(deleteBatch: () => Promise<number>): Promise<number> {
  let total = 0;
  while (true) {
    const count = await deleteBatch();
    total += count;
    if (count < BATCH_ROWS) return total;
  }
}
