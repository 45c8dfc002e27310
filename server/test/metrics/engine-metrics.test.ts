import { once } from 'node:events';
import net from 'node:net';
import { beforeEach, describe, expect, test } from 'vitest';
import { SECOND_US } from '../../src/domain/time.ts';
import { Metrics } from '../../src/metrics/metrics.ts';
import { cancelDeliveries } from '../../src/storage/cancel-deliveries.ts';
import { inTransaction } from '../../src/storage/transaction.ts';
import { countByStatus, eventually, getLane, wallClockUs } from '../support/delivery-world.ts';
import { answer } from '../support/receiver.ts';
import { readMetrics } from '../support/scrape.ts';
import { createTestEngine, TestClock, type TestEngine } from '../support/test-engine.ts';
import { useWorkerWorld } from '../support/worker-world.ts';

const world = useWorkerWorld();
let metrics: Metrics;
beforeEach(() => {
  metrics = new Metrics('worker');
});

function watched(options: Parameters<typeof createTestEngine>[1] = {}): TestEngine {
  const { database } = world.db;
  const engine = createTestEngine(database, { observer: metrics.engine, ...options });
  metrics.watchEngine({ database, clock: options.clock ?? wallClockUs, load: () => engine.load });
  return engine;
}

const value = async (series: string) => (await readMetrics(metrics)).value(series);
const isNone = (status: string) => async () => (await countByStatus(world.db.database))[status] === undefined;
const becomes = (series: string, expected: number) =>
  eventually(async () => (await value(series)) === expected);

test('a delivery that arrives counts as delivered, its attempt as success, with duration and latency', async () => {
  const endpoint = await world.addEndpoint();
  await world.add(endpoint, 3, { nowUs: wallClockUs() - 2 * SECOND_US });
  await watched().tick();
  await becomes('wth_deliveries_total{outcome="delivered"}', 3);
  const after = await readMetrics(metrics);
  expect(after.value('wth_delivery_attempts_total{result="success"}')).toBe(3);
  expect(after.value('wth_delivery_attempt_duration_seconds_count')).toBe(3);
  expect(after.value('wth_delivery_first_attempt_latency_seconds_count')).toBe(3);
  expect(after.value('wth_delivery_first_attempt_latency_seconds_sum')).toBeGreaterThanOrEqual(6);
  expect(after.value('wth_delivery_first_attempt_latency_seconds_bucket{le="1"}')).toBe(0);
});

test('the latency is that of first attempts alone', async () => {
  world.receiver.respondWith(answer(500));
  const endpoint = await world.addEndpoint();
  await world.add(endpoint, 1);
  await watched({ schedule: [1, 1] }).start();
  await becomes('wth_deliveries_total{outcome="failed"}', 1);
  const after = await readMetrics(metrics);
  expect(after.value('wth_delivery_attempts_total{result="http_5xx"}')).toBe(3);
  expect(after.value('wth_delivery_attempt_duration_seconds_count')).toBe(3);
  expect(after.value('wth_delivery_first_attempt_latency_seconds_count')).toBe(1);
});

test.for([
  [302, 'http_3xx'],
  [404, 'http_4xx'],
  [503, 'http_5xx'],
  [700, 'http_other'],
] as const)('an answer of %i counts as %s', async ([status, result]) => {
  world.receiver.respondWith(answer(status));
  await world.add(await world.addEndpoint(), 1);
  await watched().tick();
  await becomes(`wth_delivery_attempts_total{result="${result}"}`, 1);
});

describe('a failure counts as its class:', () => {
  test('connection_refused', async () => {
    await world.receiver.close();
    await world.add(await world.addEndpoint(), 1);
    await watched().tick();
    await becomes('wth_delivery_attempts_total{result="connection_refused"}', 1);
  });

  test('timeout', async () => {
    world.receiver.respondWith(() => {});
    await world.add(await world.addEndpoint(), 1);
    await watched({ timeoutMs: 100 }).tick();
    await becomes('wth_delivery_attempts_total{result="timeout"}', 1);
  });

  test('protocol', async () => {
    const server = net.createServer((socket) => socket.end('no HTTP at all\r\n\r\n')).listen(0, '127.0.0.1');
    world.closers.push(async () => void server.close());
    await once(server, 'listening');
    const { port } = server.address() as net.AddressInfo;
    const endpoint = await world.addEndpoint();
    const url = `http://127.0.0.1:${port}/`;
    await world.db.database.kysely.updateTable('webhook_endpoints').set({ url }).execute();
    await world.add(endpoint, 1);
    await watched().tick();
    await becomes('wth_delivery_attempts_total{result="protocol"}', 1);
  });
});

test('an attempt that is given up counts as aborted, and its delivery as nothing', async () => {
  world.receiver.respondWith(() => {});
  await world.add(await world.addEndpoint(), 1);
  const engine = watched({ timeoutMs: 60_000, drainMs: 1 });
  await engine.tick();
  await world.receiver.received(1);
  await engine.drain();
  const after = await readMetrics(metrics);
  expect(after.value('wth_delivery_attempts_total{result="aborted"}')).toBe(1);
  expect(after.value('wth_delivery_attempt_duration_seconds_count')).toBe(0);
  expect(after.value('wth_deliveries_total{outcome="failed"}')).toBe(0);
  expect(after.value('wth_lane_changes_total{change="handed_back"}')).toBe(1);
});

test('a delivery that may not be sent any more counts as cancelled', async () => {
  await world.add(await world.addEndpoint(), 1);
  await world.db.database.kysely.updateTable('integrations').set({ is_enabled: false }).execute();
  await watched().tick();
  await becomes('wth_deliveries_total{outcome="cancelled"}', 1);
  expect(await value('wth_delivery_attempts_total{result="success"}')).toBe(0);
});

test('what is under way, and the lanes it is in, show while they are, and the bound always', async () => {
  const letGo: (() => void)[] = [];
  world.receiver.respondWith((_, response) => letGo.push(() => response.end()));
  for (const path of ['/a', '/b']) await world.add(await world.addEndpoint(path), 2);
  const engine = watched({ inFlightMax: 3 });
  await engine.tick();
  await world.receiver.received(3);
  const during = await readMetrics(metrics);
  expect(during.value('wth_attempts_in_flight')).toBe(3);
  expect(during.value('wth_attempts_in_flight_max')).toBe(3);
  expect(during.value('wth_lanes_owned')).toBe(2);
  expect(during.value('wth_lanes_leased')).toBe(2);
  expect(during.value('wth_lane_changes_total{change="claimed"}')).toBe(2);
  world.receiver.respondWith(answer(200));
  for (const finish of letGo) finish();
  await becomes('wth_lanes_owned', 0);
  await becomes('wth_lane_changes_total{change="released"}', 2);
  expect(await value('wth_attempts_in_flight')).toBe(0);
});

test('lanes of a lease that ran out count as lost', async () => {
  world.receiver.respondWith(() => {});
  const endpoint = await world.addEndpoint();
  await world.add(endpoint, 1);
  const clock = new TestClock();
  const engine = watched({ monotonicMs: clock.monotonic, timeoutMs: 60_000 });
  await engine.tick();
  await world.receiver.received(1);
  expect((await getLane(world.db.database, endpoint)).lease_worker).toBe(engine.workerId);
  clock.advanceMs(60_000);
  world.receiver.respondWith(answer(200));
  await engine.tick();
  expect(await value('wth_lane_changes_total{change="lost"}')).toBe(1);
  await eventually(isNone('pending'));
});

test('a worker whose beat stood still is counted by who declares it dead', async () => {
  const clock = new TestClock();
  const dead = createTestEngine(world.db.database);
  await dead.tick();
  const engine = watched({ monotonicMs: clock.monotonic });
  await engine.tick();
  expect(await value('wth_workers')).toBe(2);
  clock.advanceMs(9_000);
  await engine.tick();
  clock.advanceMs(9_000);
  await engine.tick();
  expect(await value('wth_workers_buried_total')).toBe(1);
  expect(await value('wth_workers')).toBe(1);
});

test('what a change of settings cancels is no outcome of a worker', async () => {
  const endpoint = await world.addEndpoint();
  await world.add(endpoint, 1);
  await inTransaction(world.db.database, (trx) =>
    cancelDeliveries(trx, world.dealerId, 'endpoint_disabled', { endpointId: endpoint.endpointId }),
  );
  await watched().tick();
  expect(await value('wth_deliveries_total{outcome="cancelled"}')).toBe(0);
});
