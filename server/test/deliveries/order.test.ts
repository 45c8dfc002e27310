import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { retryDelivery } from '../../src/storage/retry-delivery.ts';
import { inTransaction } from '../../src/storage/transaction.ts';
import { eventually } from '../support/delivery-world.ts';
import { engineForEachTest } from '../support/engine-scene.ts';
import { answer, type Respond } from '../support/receiver.ts';

const scene = engineForEachTest();
const watch = randomUUID();
const seed = (count: number, resource = watch) => scene.seed(count, { resourceOf: () => resource });

/** Committed so much later. */
const seedLater = (ms: number) =>
  scene.seed(1, { resourceOf: () => watch, nowUs: scene.clock.nowUs + ms * 1_000 });

async function isWaitingForLock(): Promise<boolean> {
  const { rows } = await sql`
    select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
  `.execute(scene.db.database.kysely);
  return rows.length > 0;
}

/** Answers 500 to these deliveries, 200 to all others. */
const failing =
  (...ids: string[]): Respond =>
  (request, response) =>
    answer(ids.includes(request.headers['wth-delivery-id'] as string) ? 500 : 200)(request, response);

describe('a delivery that fails', () => {
  test('holds back later ones of its resource until its retry, and no others', async () => {
    const [first, second] = await seed(2);
    const [other] = await seed(1, randomUUID());
    scene.receiver.respondWith(failing(first!));
    await scene.run();
    expect(scene.arrived().sort()).toEqual([first, other].sort());
    const { next_attempt_us: retryUs } = await scene.delivery(first!);
    expect(await scene.delivery(second!)).toMatchObject({
      status: 'pending',
      attempt_count: 0,
      schedule_step: 0,
      next_attempt_us: retryUs,
    });
    scene.receiver.respondWith(answer(200));
    scene.clock.advanceMs(5_000);
    await scene.run();
    expect(scene.arrived().slice(2)).toEqual([first, second]);
  });

  test('holds back what is committed while it waits for its retry', async () => {
    const [first] = await seed(1);
    scene.receiver.respondWith(failing(first!));
    await scene.run();
    scene.clock.advanceMs(1_000);
    const [later] = await seed(1);
    await scene.run();
    expect(scene.arrived()).toEqual([first]);
    expect((await scene.delivery(later!)).next_attempt_us).toBe(
      (await scene.delivery(first!)).next_attempt_us,
    );
    scene.receiver.respondWith(answer(200));
    scene.clock.advanceMs(4_000);
    await scene.run();
    expect(scene.arrived()).toEqual([first, first, later]);
  });

  test('goes before those that were committed while nothing was sent, however many they are', async () => {
    const [first] = await seed(1);
    scene.receiver.respondWith(answer(503, { 'Retry-After': '10' }));
    await scene.run();
    scene.clock.advanceMs(1_000);
    const [later] = await seed(1);
    await scene.seed(100);
    scene.receiver.respondWith(answer(200));
    scene.clock.advanceMs(9_000);
    await scene.run();
    const arrived = scene.arrived().slice(1);
    expect(arrived).toHaveLength(102);
    expect(arrived.filter((id) => id === first || id === later)).toEqual([first, later]);
  });

  test('is passed by none when its retry is due before its failure is written', async () => {
    const { database } = scene.db;
    const [first] = await seed(1);
    const [later] = await seedLater(1_000);
    scene.receiver.respondWith(failing(first!));
    await inTransaction(database, async (trx) => {
      await sql`select from deliveries where id = ${first} for update`.execute(trx);
      scene.engine.wake([scene.endpoint]);
      await eventually(isWaitingForLock);
      scene.receiver.respondWith(answer(200));
      scene.clock.advanceMs(5_000);
      scene.engine.wake([scene.endpoint]);
      await scene.engine.tick();
    });
    await eventually(async () => (await scene.delivery(later!)).status === 'delivered');
    expect(scene.arrived()).toEqual([first, first, later]);
  });

  test('holds each back for 30 s from its own commit at most', async () => {
    const [first] = await seed(1);
    scene.receiver.respondWith(failing(first!));
    await scene.run();
    scene.clock.advanceMs(4_000);
    const [later] = await seed(1);
    await scene.run();
    // The second failure: the next retry is 30 s away, at 35 s; the later one may go at 34 s.
    scene.clock.advanceMs(1_000);
    await scene.run();
    expect(scene.arrived()).toEqual([first, first]);
    expect((await scene.delivery(later!)).next_attempt_us).toBe(scene.clock.nowUs + 29_000_000);
    scene.clock.advanceMs(29_000);
    await scene.run();
    expect(scene.arrived()).toEqual([first, first, later]);
    expect(await scene.delivery(later!)).toMatchObject({ status: 'delivered', attempt_count: 1 });
    expect(await scene.delivery(first!)).toMatchObject({ status: 'pending', attempt_count: 2 });
  });

  test('lets the later ones go when it has ended for good', async () => {
    const [first, second] = await seed(2);
    scene.receiver.respondWith(failing(first!));
    await scene.run();
    scene.clock.advanceMs(5_000);
    await scene.run();
    scene.clock.advanceMs(30_000);
    await scene.run();
    expect(await scene.delivery(first!)).toMatchObject({ status: 'failed', reason: 'schedule_exhausted' });
    expect(await scene.delivery(second!)).toMatchObject({ status: 'delivered' });
    expect(scene.arrived().at(-1)).toBe(second);
  });

  test('is held in order by the next owner too', async () => {
    const [first] = await seed(1);
    scene.receiver.respondWith(failing(first!));
    await scene.run();
    await scene.engine.drain();
    await scene.startEngine();
    const [later] = await seed(1);
    await scene.run();
    expect(scene.arrived()).toEqual([first]);
    expect(await scene.delivery(later!)).toMatchObject({ status: 'pending', attempt_count: 0 });
  });
});

describe('a delivery retried by hand', () => {
  const retry = (id: string) =>
    inTransaction(scene.db.database, (trx) =>
      retryDelivery(trx, { dealerId: scene.endpoint.dealerId, deliveryId: id, nowUs: scene.clock.nowUs }),
    );

  test('neither waits for a failing one of its resource nor holds later ones back', async () => {
    const [old] = await seed(1);
    await scene.run();
    const [failed] = await seed(1);
    scene.receiver.respondWith(answer(500));
    await scene.run();
    await retry(old!);
    await scene.run();
    expect(scene.arrived()).toEqual([old, failed, old]);
    scene.receiver.respondWith(answer(200));
    scene.clock.advanceMs(5_000);
    await scene.run();
    expect(scene.arrived().slice(3).sort()).toEqual([failed, old].sort());

    // The retry by hand fails and waits; what comes later goes out at once.
    await retry(old!);
    scene.receiver.respondWith(failing(old!));
    await scene.run();
    const [later] = await seed(1);
    await scene.run();
    expect(await scene.delivery(old!)).toMatchObject({ status: 'pending' });
    expect(await scene.delivery(later!)).toMatchObject({ status: 'delivered' });
  });
});
