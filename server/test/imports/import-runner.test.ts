import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { World } from '../../src/domain/world.ts';
import { getImport } from '../../src/operations/import-reads.ts';
import { createImportRunner } from '../../src/operations/import-runner.ts';
import { claimImport } from '../../src/storage/imports.ts';
import { removeWorker } from '../../src/storage/workers.ts';
import { createTestDealer, createTestHub, eventsOf, live, type TestHub } from '../support/hub.ts';
import { listingsOf, newWorker, queueCsv, runImports } from './run-csv.ts';

let hub: TestHub;
const children: ChildProcess[] = [];
beforeAll(async () => {
  hub = await createTestHub();
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});
afterAll(() => hub.drop());

const ROWS = 4_000;
const csvOf = (rows: number) =>
  `sku,title\n${Array.from({ length: rows }, (_, index) => `A${index},watch ${index}\n`).join('')}`;

const rowNumbersOf = async (id: string) =>
  (
    await hub.database.kysely
      .selectFrom('import_rows')
      .select('row_number')
      .where('import_id', '=', id)
      .orderBy('row_number')
      .execute()
  ).map((row) => row.row_number);

/** Resolves when that many rows are committed. */
async function rowsCommitted(world: World, id: string, rows: number): Promise<void> {
  while ((await getImport(hub, { ...world, source: 'dashboard' }, id)).progress.processed_rows < rows)
    await delay(5);
}

async function expectExactlyOnce(caller: ReturnType<typeof live>, id: string): Promise<void> {
  const report = await getImport(hub, caller, id);
  expect(report).toMatchObject({
    state: 'completed',
    error: null,
    counts: { created: ROWS, updated: 0, failed: 0 },
  });
  expect(await rowNumbersOf(id)).toEqual(Array.from({ length: ROWS }, (_, index) => index + 1));
  expect(Object.keys(await listingsOf(hub, caller))).toHaveLength(ROWS);
  const events = await eventsOf(hub, caller);
  expect(events.map((event) => event.sequence)).toEqual(
    Array.from({ length: ROWS }, (_, index) => index + 1),
  );
  expect(new Set(events.map((event) => event.body.data.object.stock_number)).size).toBe(ROWS);
}

describe('an import', () => {
  it('goes on behind the last committed row after kill -9, and applies nothing twice', async () => {
    const caller = live(await createTestDealer(hub, { listingLimit: 10_000 }));
    const id = await queueCsv(hub, caller, csvOf(ROWS), { publish: true });
    for (const target of [200, 1_000]) {
      const workerId = await newWorker(hub);
      const connection = JSON.stringify(hub.testDatabase.connection);
      const child = spawn(
        process.execPath,
        [join(import.meta.dirname, 'import-process.ts'), connection, workerId],
        { stdio: ['ignore', 'inherit', 'inherit'] },
      );
      children.push(child);
      await rowsCommitted(caller, id, target);
      child.kill('SIGKILL');
      await once(child, 'exit');
      // What the reaper does once the beat stands still; until then nobody may touch it.
      expect(await claimImport(hub.database, await newWorker(hub), [], hub.clock())).toBeNull();
      await removeWorker(hub.database, workerId);
    }
    const { processed_rows } = (await getImport(hub, caller, id)).progress;
    expect(processed_rows).toBeLessThan(ROWS);
    expect(await rowNumbersOf(id)).toHaveLength(processed_rows);
    await runImports(hub);
    await expectExactlyOnce(caller, id);
  }, 120_000);

  it('stops at the end of a batch when its process drains, and another goes on at once', async () => {
    const caller = live(await createTestDealer(hub, { listingLimit: 10_000 }));
    const id = await queueCsv(hub, caller, csvOf(ROWS), { publish: true });
    const workerId = await newWorker(hub);
    const runner = createImportRunner(hub, { workerId: () => workerId });
    runner.start();
    await rowsCommitted(caller, id, 200);
    await runner.drain();
    expect(await getImport(hub, caller, id)).toMatchObject({ state: 'running', finished_at: null });
    await runImports(hub);
    await expectExactlyOnce(caller, id);
  }, 120_000);

  it('is run by one of many workers', async () => {
    const caller = live(await createTestDealer(hub, { listingLimit: 10_000 }));
    const id = await queueCsv(hub, caller, csvOf(ROWS), { publish: true });
    const runners = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const workerId = await newWorker(hub);
        return createImportRunner(hub, { workerId: () => workerId });
      }),
    );
    const ran = await Promise.all(runners.flatMap((runner) => [runner.tick(), runner.tick()]));
    expect(ran.filter((it) => it)).toHaveLength(1);
    await expectExactlyOnce(caller, id);
  }, 120_000);

  it('whose worker was taken for dead leaves nothing of the batch under way', async () => {
    const caller = live(await createTestDealer(hub, { listingLimit: 10_000 }));
    const id = await queueCsv(hub, caller, csvOf(ROWS), { publish: true });
    const slow = await newWorker(hub);
    const first = createImportRunner(hub, { workerId: () => slow }).tick();
    await rowsCommitted(caller, id, 200);
    await removeWorker(hub.database, slow);
    await runImports(hub);
    expect(await first).toBe(false);
    await expectExactlyOnce(caller, id);
  }, 120_000);

  it('waits for the one before it of the same dealer, while other dealers take turns', async () => {
    const [busy, other] = [live(await createTestDealer(hub)), live(await createTestDealer(hub))];
    const [first, second, third] = [
      await queueCsv(hub, busy, csvOf(1)),
      await queueCsv(hub, busy, csvOf(1)),
      await queueCsv(hub, other, csvOf(1)),
    ];
    const workers = [await newWorker(hub), await newWorker(hub), await newWorker(hub)];
    const claims = await Promise.all(
      workers.map((worker) => claimImport(hub.database, worker, [], hub.clock())),
    );
    expect(claims.flatMap((claim) => claim?.id ?? []).sort()).toEqual([first, third].sort());
    for (const worker of workers) await removeWorker(hub.database, worker);
    const order: string[] = [];
    const worker = await newWorker(hub);
    for (let turn = 0; turn < 3; turn += 1) {
      const claim = (await claimImport(hub.database, worker, [], hub.clock()))!;
      order.push(claim.id);
      await hub.database.kysely
        .updateTable('imports')
        .set({ state: 'completed' })
        .where('id', '=', claim.id)
        .execute();
    }
    expect(order.at(-1)).toBe(second);
    expect(new Set(order)).toEqual(new Set([first, second, third]));
  });

  it('that keeps failing on our side is given up with a reason instead of being tried for ever', async () => {
    const caller = live(await createTestDealer(hub));
    const id = await queueCsv(hub, caller, csvOf(10));
    await hub.database.kysely.deleteFrom('import_chunks').where('import_id', '=', id).execute();
    const workerId = await newWorker(hub);
    const runner = createImportRunner(hub, { workerId: () => workerId });
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      expect(await getImport(hub, caller, id)).toMatchObject({ error: null, finished_at: null });
      expect(await runner.tick()).toBe(false);
    }
    expect(await getImport(hub, caller, id)).toMatchObject({
      state: 'failed',
      error: expect.stringContaining(id),
    });
    expect(await runner.tick()).toBe(false);
  });

  it('that other processes took in is found without being told of it', async () => {
    const caller = live(await createTestDealer(hub));
    const workerId = await newWorker(hub);
    const runner = createImportRunner(hub, { workerId: () => workerId, pollMs: 5 });
    runner.start();
    const id = await queueCsv(hub, caller, csvOf(1));
    await rowsCommitted(caller, id, 1);
    await runner.drain();
    expect(await getImport(hub, caller, id)).toMatchObject({ counts: { created: 1 } });
  });
});
