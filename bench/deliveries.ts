import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { createSender } from '../server/src/deliveries/sender.ts';
import { createEngine } from '../server/src/deliveries/worker.ts';
import { attemptHeaders } from '../server/src/domain/signature.ts';
import { type Database, openDatabase } from '../server/src/storage/database.ts';
import { startEmbeddedPostgres } from '../server/src/storage/embedded-postgres.ts';
import { migrate } from '../server/src/storage/migrate.ts';
import {
  type SeededEndpoint,
  seedDealer,
  seedDeliveries,
  seedEndpoint,
  TEST_SECRET_BOX,
  wallClockUs,
} from '../server/test/support/delivery-world.ts';

// How many deliveries a second one worker settles from a backlog, against a loop that only signs and posts.
// Receiver in a process of its own, PostgreSQL embedded with fsync, all on this machine.
//   node bench/deliveries.ts [backlog, default 20000]

const BODY_BYTES = 1_500;
const CONCURRENCY = 16;
const backlog = Number(process.argv[2] ?? 20_000);

if (process.send) runReceiver();
else await main();

function runReceiver(): void {
  const server = http.createServer((request, response) => {
    request.resume().on('end', () => response.end());
  });
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
  process.once('disconnect', () => process.exit());
}

async function main(): Promise<void> {
  const receiver = fork(import.meta.filename);
  const [port] = (await once(receiver, 'message')) as [number];
  const origin = `http://127.0.0.1:${port}`;
  const rows: Record<string, string | number>[] = [];
  const report = (name: string, perSecond: number, share: number | null): void => {
    rows.push({
      what: name,
      'per second': Math.round(perSecond),
      'of the bare loop': share === null ? '' : `${Math.round(share * 100)} %`,
    });
  };
  await bareLoop(origin, 5_000); // warm up
  const before = await bareLoop(origin, backlog);
  const engine = await withDatabase(async (database) => {
    const dealerId = await seedDealer(database);
    const one = await seedEndpoint(database, dealerId, `${origin}/0`);
    await settleBacklog(database, [one], 2_000);
    const oneEndpoint = await settleBacklog(database, [one], backlog);
    const eight: SeededEndpoint[] = [];
    for (let index = 0; index < 8; index += 1)
      eight.push(await seedEndpoint(database, dealerId, `${origin}/${index}`));
    return { oneEndpoint, eightEndpoints: await settleBacklog(database, eight, backlog) };
  });
  const bare = (before + (await bareLoop(origin, backlog))) / 2;
  report('bare loop: sign and post', bare, null);
  report('engine, 1 endpoint', engine.oneEndpoint, engine.oneEndpoint / bare);
  report('engine, 8 endpoints', engine.eightEndpoints, engine.eightEndpoints / bare);
  console.table(rows);
  console.log(
    `${backlog} deliveries, ${BODY_BYTES} bytes, Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model}`,
  );
  receiver.disconnect();
}

/** The same sender and signatures, without a database. */
async function bareLoop(origin: string, count: number): Promise<number> {
  const sender = createSender({ timeoutMs: 15_000, allowPrivate: true });
  const url = new URL(origin);
  const id = '0196ab5e-3c4d-7e8f-9a0b-1c2d3e4f5a6b';
  const body = JSON.stringify({ padding: 'x'.repeat(BODY_BYTES) });
  const secrets = ['whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8='];
  let left = count;
  const started = performance.now();
  const loop = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const timestamp = Math.floor(Date.now() / 1000);
      const headers = attemptHeaders({
        ...{ eventId: id, deliveryId: id, eventType: 'listing.updated', attemptNumber: 1 },
        ...{ body, timestamp, secrets },
      });
      await sender.send({ url, headers, body }).result;
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, loop));
  const perSecond = (count / (performance.now() - started)) * 1000;
  await sender.close();
  return perSecond;
}

async function withDatabase<T>(work: (database: Database) => Promise<T>): Promise<T> {
  const dataDir = await mkdtemp(join(tmpdir(), 'wth-bench-'));
  const postgres = await startEmbeddedPostgres({ dataDir });
  await migrate(postgres.connection);
  const database = openDatabase({
    connection: postgres.connection,
    poolSize: 10,
    applicationName: 'bench',
    onError: (error) => console.error(error),
  });
  try {
    return await work(database);
  } finally {
    await database.close();
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function settleBacklog(
  database: Database,
  endpoints: SeededEndpoint[],
  count: number,
): Promise<number> {
  const perEndpoint = count / endpoints.length;
  for (const endpoint of endpoints) {
    for (let seeded = 0; seeded < perEndpoint; seeded += 1_000) {
      await seedDeliveries(database, endpoint, {
        count: Math.min(1_000, perEndpoint - seeded),
        bodyBytes: BODY_BYTES,
      });
    }
  }
  await sql`analyze`.execute(database.kysely);
  const sender = createSender({ timeoutMs: 15_000, allowPrivate: true });
  const log = { info: () => {}, warn: console.warn, error: console.error };
  const engine = createEngine({
    database,
    sender,
    log,
    clock: wallClockUs,
    secrets: TEST_SECRET_BOX,
    schedule: [5_000],
  });
  const started = performance.now();
  await engine.start();
  while (await hasPending(database)) await new Promise((resolve) => setTimeout(resolve, 20));
  const perSecond = (count / (performance.now() - started)) * 1000;
  await engine.drain();
  await sender.close();
  return perSecond;
}

/** Lanes, not deliveries: asking must cost nothing that counts. */
async function hasPending(database: Database): Promise<boolean> {
  const { rows } = await sql`select from endpoint_lanes where due_us is not null limit 1`.execute(
    database.kysely,
  );
  return rows.length > 0;
}
