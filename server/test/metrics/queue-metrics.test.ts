import { beforeEach, describe, expect, test } from 'vitest';
import { SECOND_US } from '../../src/domain/time.ts';
import { Metrics } from '../../src/metrics/metrics.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { type SeededEndpoint, wallClockUs } from '../support/delivery-world.ts';
import { readMetrics } from '../support/scrape.ts';
import { useWorkerWorld } from '../support/worker-world.ts';

const NO_LOAD = { lanes: 0, inFlight: 0, inFlightMax: 1 };

const world = useWorkerWorld();
const nowUs = wallClockUs();
let metrics: Metrics;
beforeEach(() => {
  metrics = new Metrics('worker');
  metrics.watchEngine({ database: world.db.database, clock: () => nowUs, load: () => NO_LOAD });
});

const ago = (seconds: number) => ({ nowUs: nowUs - seconds * SECOND_US });

const setLane = ({ endpointId }: SeededEndpoint, values: object) =>
  world.db.database.kysely
    .updateTable('endpoint_lanes')
    .set(values)
    .where('endpoint_id', '=', endpointId)
    .execute();

test('an empty hub has nothing pending, nothing due and no age', async () => {
  await world.addEndpoint();
  const empty = await readMetrics(metrics);
  expect(empty.value('wth_deliveries_pending{endpoints="healthy"}')).toBe(0);
  expect(empty.value('wth_deliveries_pending{endpoints="failing"}')).toBe(0);
  expect(empty.value('wth_oldest_undelivered_seconds{endpoints="healthy"}')).toBe(0);
  expect(empty.value('wth_oldest_undelivered_seconds{endpoints="failing"}')).toBe(0);
  expect(empty.value('wth_oldest_due_delivery_seconds')).toBe(0);
  expect(empty.value('wth_lanes_due')).toBe(0);
  expect(empty.value('wth_workers')).toBe(0);
  expect(empty.value('wth_database_up')).toBe(1);
});

test('what is pending counts with its age, healthy and failing endpoints apart', async () => {
  const [healthy, failing] = [await world.addEndpoint('/a'), await world.addEndpoint('/b')];
  await world.add(healthy, 3, ago(5));
  await world.add(healthy, 1, ago(30));
  await world.add(failing, 2, ago(7_200));
  await setLane(failing, { consecutive_failures: 5 });
  const after = await readMetrics(metrics);
  expect(after.value('wth_deliveries_pending{endpoints="healthy"}')).toBe(4);
  expect(after.value('wth_deliveries_pending{endpoints="failing"}')).toBe(2);
  expect(after.value('wth_oldest_undelivered_seconds{endpoints="healthy"}')).toBe(30);
  expect(after.value('wth_oldest_undelivered_seconds{endpoints="failing"}')).toBe(7_200);
  expect(after.value('wth_oldest_due_delivery_seconds')).toBe(30);
  expect(after.value('wth_lanes_due')).toBe(2);
});

describe('the oldest due delivery', () => {
  test('is not the time at which a lane that was never empty since became due', async () => {
    const endpoint = await world.addEndpoint();
    await world.add(endpoint, 1, ago(3_600));
    await world.db.database.kysely.deleteFrom('deliveries').execute();
    await world.add(endpoint, 1, ago(2));
    expect((await readMetrics(metrics)).value('wth_oldest_due_delivery_seconds')).toBe(2);
  });

  test('leaves out what waits for its next attempt, and endpoints that asked for a pause', async () => {
    const [retried, paused] = [await world.addEndpoint('/a'), await world.addEndpoint('/b')];
    await world.add(retried, 1, ago(600));
    await world.db.database.kysely
      .updateTable('deliveries')
      .set({ next_attempt_us: nowUs + 60 * SECOND_US })
      .execute();
    await world.add(paused, 1, ago(600));
    await setLane(paused, { paused_until_us: nowUs + 60 * SECOND_US });
    const after = await readMetrics(metrics);
    expect(after.value('wth_oldest_due_delivery_seconds')).toBe(0);
    expect(after.value('wth_oldest_undelivered_seconds{endpoints="healthy"}')).toBe(600);
  });
});

test('without its database a process tells so and keeps its own metrics', async () => {
  const gone = openDatabase({
    ...{ connection: { ...world.db.connection, database: 'wth_no_such_database' } as never, poolSize: 2 },
    ...{ applicationName: 'test', onError: () => {} },
  });
  const cutOff = new Metrics('worker');
  cutOff.watchEngine({ database: gone, clock: () => nowUs, load: () => NO_LOAD });
  const after = await readMetrics(cutOff);
  await gone.close();
  expect(after.value('wth_database_up')).toBe(0);
  expect(after.has('wth_workers')).toBe(false);
  expect(after.value('wth_deliveries_total{outcome="failed"}')).toBe(0);
});

test('a process that does not deliver says nothing about the queues', async () => {
  const api = await readMetrics(new Metrics('api'));
  expect(api.has('wth_database_up')).toBe(false);
  expect(api.names).not.toContain('wth_workers');
});
