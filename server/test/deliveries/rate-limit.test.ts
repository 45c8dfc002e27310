import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import {
  countByStatus,
  eventually,
  seedDealer,
  seedDeliveries,
  seedEndpoint,
} from '../support/delivery-world.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { createTestEngine, drainEnginesAfterEach } from '../support/test-engine.ts';

let db: TestDatabase;
let receiver: Receiver;

drainEnginesAfterEach();
beforeEach(async () => {
  db = await createTestDatabase();
  receiver = await startReceiver();
});
afterEach(async () => {
  await receiver.close();
  await db.drop();
});

/** When each attempt began, in microseconds. */
async function startTimes(path: string): Promise<number[]> {
  const { rows } = await sql<{ started_us: number }>`
    select a.started_us from delivery_attempts a join deliveries d on d.dealer_id = a.dealer_id and d.id = a.delivery_id
    where d.url like ${`%${path}`} order by a.started_us
  `.execute(db.database.kysely);
  return rows.map((it) => it.started_us);
}

const mostInASecond = (times: readonly number[]): number =>
  Math.max(...times.map((from) => times.filter((it) => it >= from && it < from + 1_000_000).length));

test('an endpoint never gets more than its limit in a second, from one owner after the other', async () => {
  const dealerId = await seedDealer(db.database);
  const endpoint = await seedEndpoint(db.database, dealerId, `${receiver.origin}/limited`, 10);
  const first = createTestEngine(db.database);
  await first.tick();
  await seedDeliveries(db.database, endpoint, { count: 16 });
  first.wake([endpoint]);
  await receiver.received(8);
  await first.drain();
  const second = createTestEngine(db.database);
  await second.tick();
  await eventually(async () => (await countByStatus(db.database)).delivered === 16);
  const times = await startTimes('/limited');
  expect(times).toHaveLength(16);
  expect(mostInASecond(times)).toBeLessThanOrEqual(10);
});

test('an endpoint that waits for its limit keeps no other from its deliveries', async () => {
  const dealerId = await seedDealer(db.database);
  const limited = await seedEndpoint(db.database, dealerId, `${receiver.origin}/limited`, 1);
  const other = await seedEndpoint(db.database, dealerId, `${receiver.origin}/other`);
  await seedDeliveries(db.database, limited, { count: 50 });
  await seedDeliveries(db.database, other, { count: 50 });
  const engine = createTestEngine(db.database);
  await engine.tick();
  await eventually(async () => (await startTimes('/other')).length === 50);
  await eventually(async () => (await startTimes('/limited')).length >= 2);
  expect(mostInASecond(await startTimes('/limited'))).toBe(1);
});
