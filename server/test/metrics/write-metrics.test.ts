import { afterAll, beforeAll, expect, test } from 'vitest';
import { Metrics } from '../../src/metrics/metrics.ts';
import { createImportRunner } from '../../src/operations/import-runner.ts';
import { WriterSlots } from '../../src/storage/writer-slots.ts';
import { newWorker, queueCsv } from '../imports/run-csv.ts';
import { createTestDealer, createTestHub, live, type TestHub } from '../support/hub.ts';
import { readMetrics } from '../support/scrape.ts';

const POOL_SIZE = 3;

let hub: TestHub;
const metrics = new Metrics('all');
const writers = new WriterSlots({ onTurn: metrics.writerWaited });
beforeAll(async () => {
  hub = await createTestHub({ poolSize: POOL_SIZE });
  metrics.watchDatabase([hub.database], writers);
});
afterAll(() => hub.drop());

const value = async (series: string) => (await readMetrics(metrics)).value(series);

test('writes that wait for a slot of their dealer show, and their waits are measured', async () => {
  const gate = Promise.withResolvers<void>();
  const work = Array.from({ length: 5 }, () => writers.run('a dealer', () => gate.promise));
  const other = writers.run('another', () => gate.promise);
  expect(await value('wth_writers_waiting')).toBe(3);
  expect(await value('wth_writer_wait_seconds_count')).toBe(3);
  gate.resolve();
  await Promise.all([...work, other]);
  expect(await value('wth_writers_waiting')).toBe(0);
  expect(await value('wth_writer_wait_seconds_count')).toBe(6);
});

test('the pool shows connections in use and work that waits for one', async () => {
  const { pool } = hub.database;
  const clients = await Promise.all(Array.from({ length: POOL_SIZE }, () => pool.connect()));
  const late = pool.connect();
  const used = await readMetrics(metrics);
  expect(used.value('wth_db_connections{state="in_use"}')).toBe(POOL_SIZE);
  expect(used.value('wth_db_connections_max')).toBe(POOL_SIZE);
  expect(used.value('wth_db_connection_requests_waiting')).toBe(1);
  for (const client of clients) client.release();
  (await late).release();
  expect(await value('wth_db_connections{state="in_use"}')).toBe(0);
  expect(await value('wth_db_connections{state="idle"}')).toBe(POOL_SIZE);
  expect(await value('wth_db_connection_requests_waiting')).toBe(0);
});

test('rows of imports count by their result', async () => {
  const dealerId = await createTestDealer(hub);
  const csv =
    'stock_number,title,price\nA-1,Submariner,100 EUR\nA-2,Speedmaster,200 EUR\n,,\n,No number,1 EUR';
  await queueCsv(hub, live(dealerId, 'dashboard'), csv);
  const workerId = await newWorker(hub);
  const runner = createImportRunner(hub, { workerId: () => workerId, onRows: metrics.importedRows });
  expect(await runner.tick()).toBe(true);
  expect(await value('wth_import_rows_total{result="created"}')).toBe(2);
  expect(await value('wth_import_rows_total{result="failed"}')).toBeGreaterThanOrEqual(1);
});

test('a process tells its version and role, and how late its event loop is', async () => {
  const { text } = await readMetrics(metrics);
  expect(text).toMatch(/^wth_build_info\{version="\d+\.\d+\.\d+",node="v24[^"]*",role="all"\} 1$/m);
  expect(await value('wth_nodejs_eventloop_lag_p99_seconds')).toBeGreaterThan(0);
});
