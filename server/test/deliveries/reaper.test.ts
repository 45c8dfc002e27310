import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { prune } from '../../src/deliveries/reaper.ts';
import { DAY_US, HOUR_US, SECOND_US } from '../../src/domain/time.ts';
import { saveIdempotencyRecord } from '../../src/storage/idempotency-records.ts';
import { retryDelivery } from '../../src/storage/retry-delivery.ts';
import { inTransaction, type Tx } from '../../src/storage/transaction.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import {
  eventually,
  type SeededEndpoint,
  seedDealer,
  seedDeliveries,
  seedEndpoint,
  wallClockUs,
} from '../support/delivery-world.ts';

let db: TestDatabase;
let endpoint: SeededEndpoint;
const nowUs = wallClockUs();
const run = () => prune(db.database, () => nowUs);
const finish = () =>
  sql`update deliveries set status = 'delivered', next_attempt_us = null`.execute(db.database.kysely);
const bounds = async () =>
  (
    await sql<{ oldest: number; first: number | null; count: number }>`
      select oldest_sequence as oldest, min(sequence) as first, count(e.sequence) from dealer_clocks c
      left join events e on e.dealer_id = c.dealer_id and e.livemode = c.livemode
      where c.livemode group by oldest_sequence
    `.execute(db.database.kysely)
  ).rows[0];

beforeEach(async () => {
  db = await createTestDatabase();
  endpoint = await seedEndpoint(db.database, await seedDealer(db.database), 'https://receiver.example/');
});
afterEach(async () => await db.drop());

test('deliveries, attempts and events older than 30 days go, in batches, and the feed begins after them', async () => {
  await seedDeliveries(db.database, endpoint, { count: 2_100, nowUs: nowUs - 30 * DAY_US - SECOND_US });
  await seedDeliveries(db.database, endpoint, { count: 3, nowUs: nowUs - 30 * DAY_US + SECOND_US });
  await finish();
  await sql`
    insert into delivery_attempts (dealer_id, delivery_id, number, started_us, duration_ms, request_headers)
    select dealer_id, id, 1, 1, 1, '{}' from deliveries
  `.execute(db.database.kysely);
  expect(await run()).toMatchObject({ deliveries: 2_100, events: 2_100 });
  expect(await bounds()).toEqual({ oldest: 2_101, first: 2_101, count: 3 });
  const { rows } = await sql`select count(*) from delivery_attempts`.execute(db.database.kysely);
  expect(rows).toEqual([{ count: 3 }]);
  expect(await run()).toMatchObject({ deliveries: 0, events: 0 });
});

test('an event that is still to be sent is kept, and so is what came after it', async () => {
  const ids = await seedDeliveries(db.database, endpoint, { count: 10, nowUs: nowUs - 31 * DAY_US });
  await finish();
  await sql`update deliveries set status = 'pending', next_attempt_us = 1 where id = ${ids[4]}`.execute(
    db.database.kysely,
  );
  expect(await run()).toMatchObject({ deliveries: 9, events: 4 });
  expect(await bounds()).toEqual({ oldest: 5, first: 5, count: 6 });
});

test('the feed of a dealer whose events are all gone begins with the next one', async () => {
  await seedDeliveries(db.database, endpoint, { count: 5, nowUs: nowUs - 31 * DAY_US });
  await finish();
  await run();
  expect(await bounds()).toEqual({ oldest: 6, first: null, count: 0 });
});

test('idempotency records go after 24 hours', async () => {
  const record = (key: string, createdUs: number) =>
    sql`
    insert into idempotency_records (dealer_id, livemode, key, fingerprint, status, body, request_id, created_us)
    values (${endpoint.dealerId}, true, ${key}, '', 200, '', 'r', ${createdUs})`.execute(db.database.kysely);
  await record('old', nowUs - 24 * HOUR_US - 1);
  await record('new', nowUs - 24 * HOUR_US + 1);
  expect(await run()).toMatchObject({ idempotencyRecords: 1 });
  const { rows } = await sql`select key from idempotency_records`.execute(db.database.kysely);
  expect(rows).toEqual([{ key: 'new' }]);
});

test('many idempotency records of several dealers go, and the newer ones of each stay', async () => {
  await seedDealer(db.database);
  await sql`
    insert into idempotency_records (dealer_id, livemode, key, fingerprint, status, body, request_id, created_us)
    select d.id, n % 2 = 0, n::text, ''::bytea, 200, '', '', ${nowUs - 25 * HOUR_US}::bigint + n from dealers d, generate_series(1, 1200) n
    union all select d.id, true, 'new', ''::bytea, 200, '', '', ${nowUs}::bigint from dealers d
  `.execute(db.database.kysely);
  expect(await run()).toMatchObject({ idempotencyRecords: 2_400 });
  const { rows } = await sql`select key from idempotency_records`.execute(db.database.kysely);
  expect(rows).toEqual([{ key: 'new' }, { key: 'new' }]);
});

test('a previous signing secret is wiped when its grace is over', async () => {
  const set = (expiresUs: number) =>
    sql`
    update webhook_endpoints set previous_secret = secret, previous_secret_expires_us = ${expiresUs}`.execute(
      db.database.kysely,
    );
  await set(nowUs + 1);
  expect(await run()).toMatchObject({ previousSecrets: 0 });
  await set(nowUs);
  expect(await run()).toMatchObject({ previousSecrets: 1 });
  const { rows } =
    await sql`select previous_secret, previous_secret_expires_us from webhook_endpoints`.execute(
      db.database.kysely,
    );
  expect(rows).toEqual([{ previous_secret: null, previous_secret_expires_us: null }]);
});

test('rate limit buckets go after two minutes', async () => {
  const second = Math.floor(nowUs / SECOND_US);
  for (const age of [119, 121]) {
    await sql`
      insert into rate_limit_buckets (integration_id, livemode, second, node, tokens)
      values (${randomUUID()}, true, ${second - age}, ${randomUUID()}, 1)`.execute(db.database.kysely);
  }
  expect(await run()).toMatchObject({ rateLimitBuckets: 1 });
});

describe('what changes while the reaper is about to delete it', () => {
  /** Runs `change` in a transaction that commits only when the reaper waits for it. */
  async function pruneDuring(change: (trx: Tx) => Promise<unknown>) {
    let pruning: ReturnType<typeof run> | undefined;
    await inTransaction(db.database, async (trx) => {
      await change(trx);
      pruning = run();
      await eventually(async () => {
        const { rows } = await sql`
          select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
        `.execute(db.database.kysely);
        return rows.length > 0;
      });
    });
    return await pruning!;
  }

  test('a delivery that is retried by hand stays', async () => {
    const [id] = await seedDeliveries(db.database, endpoint, { count: 2, nowUs: nowUs - 31 * DAY_US });
    await finish();
    const report = await pruneDuring((trx) =>
      retryDelivery(trx, { dealerId: endpoint.dealerId, deliveryId: id!, nowUs }),
    );
    expect(report).toMatchObject({ deliveries: 1, events: 0 });
    const { rows } = await sql`select id, status from deliveries`.execute(db.database.kysely);
    expect(rows).toEqual([{ id, status: 'pending' }]);
  });

  test('an idempotency key that is used again after its 24 hours stays', async () => {
    const world = { dealerId: endpoint.dealerId, livemode: true };
    const record = { key: 'again', fingerprint: Buffer.alloc(1), status: 201, body: '{}', request_id: 'r' };
    const save = (trx: Tx, createdUs: number) =>
      saveIdempotencyRecord(trx, world, { ...record, created_us: createdUs });
    await inTransaction(db.database, (trx) => save(trx, nowUs - 25 * HOUR_US));
    expect(await pruneDuring((trx) => save(trx, nowUs))).toMatchObject({ idempotencyRecords: 0 });
    const { rows } = await sql`select created_us from idempotency_records`.execute(db.database.kysely);
    expect(rows).toEqual([{ created_us: nowUs }]);
  });
});
