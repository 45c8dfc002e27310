import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cancelDeliveries } from '../../src/storage/cancel-deliveries.ts';
import { retryDelivery } from '../../src/storage/retry-delivery.ts';
import { inTransaction } from '../../src/storage/transaction.ts';
import { lockBothWorlds } from '../../src/storage/world-clock.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import {
  countByStatus,
  eventually,
  type SeededEndpoint,
  seedDealer,
  seedDeliveries,
  seedEndpoint,
  wallClockUs,
} from '../support/delivery-world.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { createTestEngine, drainEnginesAfterEach } from '../support/test-engine.ts';

const ENDPOINTS = 5;
const ROUNDS = 120;
const STATUSES = [200, 200, 200, 500, 503, 410];

let db: TestDatabase;
let receiver: Receiver;

beforeEach(async () => {
  db = await createTestDatabase({ poolSize: 16 });
  receiver = await startReceiver();
});
afterEach(async () => {
  await receiver.close();
  await db.drop();
});
drainEnginesAfterEach();

const pick = <T>(items: readonly T[]): T => items[Math.floor(Math.random() * items.length)]!;

/** What operations do to endpoints and deliveries, with the locks that they take. */
function changesTo(endpoints: readonly SeededEndpoint[]): (() => Promise<unknown>)[] {
  const { dealerId } = endpoints[0]!;
  const inDealer = (work: Parameters<typeof inTransaction>[1]) =>
    inTransaction(db.database, async (trx) => {
      await lockBothWorlds(trx, dealerId);
      return await work(trx);
    });
  const enable = (isEnabled: boolean) =>
    inDealer(async (trx) => {
      const { endpointId } = pick(endpoints);
      await sql`
        update webhook_endpoints set is_enabled = ${isEnabled} where dealer_id = ${dealerId} and id = ${endpointId}
      `.execute(trx);
      if (!isEnabled) await cancelDeliveries(trx, dealerId, 'endpoint_disabled', { endpointId });
    });
  const retry = async () => {
    const { rows } = await sql<{ id: string }>`
      select id from deliveries where status <> 'pending' order by random() limit 1
    `.execute(db.database.kysely);
    const [found] = rows;
    if (found === undefined) return;
    await inTransaction(db.database, (trx) =>
      retryDelivery(trx, { dealerId, deliveryId: found.id, nowUs: wallClockUs() }),
    );
  };
  return [
    () => seedDeliveries(db.database, pick(endpoints), { count: 10 }),
    () => seedDeliveries(db.database, pick(endpoints), { count: 10, livemode: false }),
    () => inDealer((trx) => cancelDeliveries(trx, dealerId, 'sandbox_reset', { livemode: false })),
    () => enable(false),
    () => enable(true),
    retry,
  ];
}

test('whatever happens to endpoints while two workers send: nothing deadlocks and every delivery ends', async () => {
  const dealerId = await seedDealer(db.database);
  const endpoints: SeededEndpoint[] = [];
  for (let index = 0; index < ENDPOINTS; index += 1) {
    endpoints.push(await seedEndpoint(db.database, dealerId, `${receiver.origin}/${index}`));
  }
  receiver.respondWith((_, response) => response.writeHead(pick(STATUSES)).end());
  const engines = [0, 1].map(() => createTestEngine(db.database, { schedule: [1, 1, 1] }));
  await Promise.all(engines.map((engine) => engine.start()));
  const changes = changesTo(endpoints);
  for (let round = 0; round < ROUNDS; round += 1) {
    await Promise.all([pick(changes)(), pick(changes)(), pick(changes)()]);
    pick(engines).wake(endpoints);
  }
  await eventually(async () => (await countByStatus(db.database)).pending === undefined);
  const { rows } = await sql`
    select d.id from deliveries d where d.attempt_count <> (
      select count(*) from delivery_attempts a where a.delivery_id = d.id)
  `.execute(db.database.kysely);
  expect(rows).toEqual([]);
  for (const engine of engines) expect(engine.log.lines).toEqual([]);
});
