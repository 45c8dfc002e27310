/**
 * Rows a second of a CSV import, the first time (created and published, one endpoint subscribed) and again
 * (unchanged). Usage: node bench/import.ts [file.csv [stock number column]], else a made-up file of 20,000 rows.
 */

import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { CURRENT_API_VERSION } from '../server/src/domain/plans.ts';
import { CommitSignal } from '../server/src/operations/commit-signal.ts';
import type { Caller, Hub } from '../server/src/operations/hub.ts';
import { getImport } from '../server/src/operations/import-reads.ts';
import { createImportRunner } from '../server/src/operations/import-runner.ts';
import { createImport } from '../server/src/operations/imports.ts';
import { openDatabase } from '../server/src/storage/database.ts';
import { insertDealer } from '../server/src/storage/dealers.ts';
import { startEmbeddedPostgres } from '../server/src/storage/embedded-postgres.ts';
import { migrate } from '../server/src/storage/migrate.ts';
import { createSecretBox } from '../server/src/storage/secret-box.ts';
import { inTransaction } from '../server/src/storage/transaction.ts';
import { WriterSlots } from '../server/src/storage/writer-slots.ts';

const MADE_UP_ROWS = 20_000;

function* madeUpFile(): Generator<Buffer> {
  yield Buffer.from('sku;brand;model;reference;year;condition;price;currency;country\n');
  for (let row = 0; row < MADE_UP_ROWS; row += 1) {
    yield Buffer.from(
      `W${row};Omega;Speedmaster;3${row}.30;${1960 + (row % 60)};Sehr gut;${3000 + row},50;EUR;DE\n`,
    );
  }
}

async function insertDealerWithEndpoint(hub: Hub, dealerId: string): Promise<void> {
  await inTransaction(hub.database, async (trx) => {
    const createdUs = hub.clock();
    await insertDealer(trx, {
      id: dealerId,
      integrationId: randomUUID(),
      name: 'Bench',
      plan: 'business',
      apiVersion: CURRENT_API_VERSION,
      createdUs,
    });
    await trx.updateTable('dealers').set({ listing_limit: 1_000_000 }).execute();
    await trx.updateTable('integrations').set({ is_test_mode: false }).execute();
    const id = randomUUID();
    await trx
      .insertInto('webhook_endpoints')
      .values({
        dealer_id: dealerId,
        id,
        url: 'https://example.com/hook',
        events: ['*'],
        mode: 'all',
        skip_own_writes: false,
        rate_limit_per_second: 100,
        is_enabled: true,
        secret: Buffer.alloc(1),
        created_us: createdUs,
        updated_us: createdUs,
      })
      .execute();
    await trx.insertInto('endpoint_lanes').values({ dealer_id: dealerId, endpoint_id: id }).execute();
  });
}

async function measure(hub: Hub, caller: Caller, dryRun: boolean): Promise<void> {
  const [, , path, column] = process.argv;
  const { id } = await createImport(hub, caller, {
    fileName: path === undefined ? 'made-up.csv' : basename(path),
    file: path === undefined ? (madeUpFile() as unknown as AsyncIterable<Buffer>) : createReadStream(path),
    options: {
      publish: true,
      dry_run: dryRun,
      ...(column === undefined ? {} : { mapping: { [column]: 'stock_number' } }),
    },
  });
  const runner = createImportRunner(hub, { workerId: () => dealerWorkerId });
  const started = performance.now();
  const cpu = process.cpuUsage();
  await runner.tick();
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const { state, error, counts, progress } = await getImport(hub, caller, id);
  console.log(
    `${dryRun ? 'dry run: ' : ''}${Math.round(progress.processed_rows / seconds)} rows/s`,
    `(${progress.processed_rows} rows, ${seconds.toFixed(1)} s, ${((user + system) / 1e6).toFixed(1)} s of CPU here)`,
    error ?? state,
    JSON.stringify(counts),
  );
}

const dealerWorkerId = randomUUID();
const dataDir = await mkdtemp(join(tmpdir(), 'wth-bench-'));
const postgres = await startEmbeddedPostgres({ dataDir });
try {
  await migrate(postgres.connection);
  const database = openDatabase({
    connection: postgres.connection,
    poolSize: 10,
    applicationName: 'bench',
    onError: (error) => console.error(error),
  });
  const hub: Hub = {
    database,
    writers: new WriterSlots(),
    secrets: createSecretBox(Buffer.alloc(32)),
    clock: () => Date.now() * 1000,
    log: { info() {}, warn: console.warn, error: console.error },
    publicUrl: () => 'http://localhost:4000',
    allowPrivateTargets: false,
    wake: () => {},
    commits: new CommitSignal(),
  };
  const dealerId = randomUUID();
  await insertDealerWithEndpoint(hub, dealerId);
  const caller: Caller = { dealerId, livemode: true, source: 'dashboard' };
  await measure(hub, caller, true);
  await measure(hub, caller, false);
  await measure(hub, caller, false);
  await database.close();
} finally {
  await postgres.stop();
  await rm(dataDir, { recursive: true, force: true });
}
