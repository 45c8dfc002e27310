import { describe, expect, test } from 'vitest';
import { retryDelivery } from '../../src/storage/retry-delivery.ts';
import { inTransaction } from '../../src/storage/transaction.ts';
import { resetLaneHealth } from '../../src/storage/webhook-endpoints.ts';
import { eventually } from '../support/delivery-world.ts';
import { engineForEachTest } from '../support/engine-scene.ts';
import { answer } from '../support/receiver.ts';

const SCHEDULE = [5_000, 30_000, 300_000];
const IN_FLIGHT = 4;

const scene = engineForEachTest({ schedule: SCHEDULE, inFlightPerEndpointMax: IN_FLIGHT }, answer(500));
const delivery = (id: string) => scene.delivery(id);

/** An endpoint that fails as a whole, with these deliveries waiting; the oldest first. */
async function beginProbing(): Promise<string[]> {
  const [oldest] = await scene.seed(1);
  await scene.run();
  scene.clock.advanceMs(1);
  const others = await scene.seed(20);
  await scene.run();
  expect((await scene.lane()).consecutive_failures).toBeGreaterThanOrEqual(5);
  return [oldest!, ...others];
}

describe('an endpoint that fails as a whole', () => {
  test('is left alone by those that wait: they use up no attempts', async () => {
    const ids = await beginProbing();
    const before = scene.arrived().length;
    expect(before).toBeLessThanOrEqual(1 + 5 + IN_FLIGHT);
    const rows = await Promise.all(ids.map(delivery));
    expect(rows.filter((it) => it.attempt_count === 0).length).toBeGreaterThanOrEqual(11);
    scene.clock.advanceMs(1_000);
    await scene.seed(3);
    await scene.engine.tick();
    expect(scene.arrived()).toHaveLength(before);
    expect(rows.every((it) => it.status === 'pending')).toBe(true);
  });

  test('is probed with its oldest delivery, one at a time, on the schedule of that delivery', async () => {
    const [oldest] = await beginProbing();
    const before = scene.arrived().length;
    scene.clock.advanceMs(5_000);
    await scene.run();
    expect(scene.arrived().slice(before)).toEqual([oldest]);
    scene.clock.advanceMs(29_000);
    await scene.engine.tick();
    expect(scene.arrived().slice(before)).toEqual([oldest]);
    scene.clock.advanceMs(1_000);
    await scene.run();
    expect(scene.arrived().slice(before)).toEqual([oldest, oldest]);
    expect((await delivery(oldest!)).attempt_count).toBe(3);
  });

  test('is probed with the next one when the attempts of the oldest are used up', async () => {
    const [oldest, ...others] = await beginProbing();
    for (const waitMs of SCHEDULE) {
      scene.clock.advanceMs(waitMs);
      await scene.run();
    }
    expect(await delivery(oldest!)).toMatchObject({ status: 'failed', reason: 'schedule_exhausted' });
    await eventually(async () => others.includes(scene.arrived().at(-1)!));
  });

  test('gets all that waited as soon as a probe succeeds', async () => {
    const ids = await beginProbing();
    scene.receiver.respondWith(answer(200));
    scene.clock.advanceMs(5_000);
    await scene.run();
    await eventually(async () => (await delivery(ids.at(-1)!)).status === 'delivered');
    const rows = await Promise.all(ids.map(delivery));
    expect(rows.every((it) => it.status === 'delivered')).toBe(true);
    expect(await scene.lane()).toMatchObject({ consecutive_failures: 0, failing_since_us: null });
  });

  test('is probed at once by a ping and by a retry by hand', async () => {
    const [oldest] = await beginProbing();
    const before = scene.arrived().length;
    const [ping] = await scene.seed(1, { type: 'integration.test_event' });
    await scene.run();
    expect(scene.arrived().slice(before)).toEqual([ping]);
    await inTransaction(scene.db.database, async (trx) => {
      await trx
        .updateTable('deliveries')
        .set({ status: 'failed', reason: 'schedule_exhausted', next_attempt_us: null })
        .where('id', '=', oldest!)
        .execute();
    });
    const request = { dealerId: scene.endpoint.dealerId, deliveryId: oldest!, nowUs: scene.clock.nowUs };
    await inTransaction(scene.db.database, (trx) => retryDelivery(trx, request));
    await scene.run();
    expect(scene.arrived().slice(before)).toEqual([ping, oldest]);
  });

  test('ends what has waited for 5 days, with its reason', async () => {
    const ids = await beginProbing();
    scene.clock.advanceMs(5 * 86_400_000 + 1);
    await scene.run();
    const rows = await Promise.all(ids.map(delivery));
    expect(rows.every((it) => it.status === 'failed' && it.reason === 'expired')).toBe(true);
    expect((await scene.lane()).due_us).toBeNull();
  });

  test('begins anew when its health is reset', async () => {
    const ids = await beginProbing();
    scene.receiver.respondWith(answer(200));
    await inTransaction(scene.db.database, (trx) =>
      resetLaneHealth(trx, scene.endpoint.dealerId, scene.endpoint.endpointId),
    );
    await scene.run();
    const rows = await Promise.all(ids.map(delivery));
    expect(rows.filter((it) => it.status === 'delivered').length).toBeGreaterThanOrEqual(11);
  });

  test('remembers since when it has failed, until something gets through', async () => {
    const began = scene.clock.nowUs;
    await scene.seed(1);
    await scene.run();
    expect(await scene.lane()).toMatchObject({ failing_since_us: began, consecutive_failures: 1 });
    scene.clock.advanceMs(5_000);
    await scene.run();
    expect(await scene.lane()).toMatchObject({ failing_since_us: began, consecutive_failures: 2 });
    scene.receiver.respondWith(answer(200));
    scene.clock.advanceMs(30_000);
    await scene.run();
    expect(await scene.lane()).toMatchObject({ failing_since_us: null, consecutive_failures: 0 });
  });
});
