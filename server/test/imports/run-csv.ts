import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { World } from '../../src/domain/world.ts';
import type { Caller, Hub } from '../../src/operations/hub.ts';
import { getImport } from '../../src/operations/import-reads.ts';
import { createImportRunner } from '../../src/operations/import-runner.ts';
import { createImport } from '../../src/operations/imports.ts';
import { registerWorker } from '../../src/storage/workers.ts';

export type ImportReport = Awaited<ReturnType<typeof getImport>>;

/** Real files beside the project, which may not be part of it; null when they are absent. */
export function realFile(name: string): string | null {
  const path = join(import.meta.dirname, '../../../../shared/data', name);
  return existsSync(path) ? path : null;
}

export async function* piecesOf(...pieces: (string | Buffer)[]): AsyncGenerator<Buffer> {
  for (const piece of pieces) yield Buffer.from(piece);
}

export const queueCsv = async (
  hub: Hub,
  caller: Caller,
  csv: string | Buffer,
  options: unknown = {},
): Promise<string> =>
  (await createImport(hub, caller, { fileName: 'stock.csv', file: piecesOf(csv), options })).id;

/** A worker that others see as alive. */
export async function newWorker(hub: Hub): Promise<string> {
  const id = randomUUID();
  await registerWorker(hub.database, { id, host: 'test', pid: process.pid, startedUs: hub.clock() });
  return id;
}

/** Runs everything that is due. */
export async function runImports(hub: Hub): Promise<void> {
  const workerId = await newWorker(hub);
  const runner = createImportRunner(hub, { workerId: () => workerId });
  while (await runner.tick());
}

/** Uploads a file, imports it and gives the report. */
export async function importCsv(
  hub: Hub,
  caller: Caller,
  csv: string | Buffer,
  options: unknown = {},
): Promise<ImportReport> {
  const id = await queueCsv(hub, caller, csv, options);
  await runImports(hub);
  return await getImport(hub, caller, id);
}

export const counts = (report: ImportReport) => {
  const { created, updated, unchanged, skipped_sold, failed } = report.counts;
  return { created, updated, unchanged, skipped_sold, failed };
};

// biome-ignore lint/suspicious/noExplicitAny: a test names the rows it has made itself
export type Stock = Record<string, any>;

/** Rows of listings by stock number. */
export async function listingsOf(hub: Hub, world: World): Promise<Stock> {
  const rows = await hub.database.kysely
    .selectFrom('listings')
    .selectAll()
    .where('dealer_id', '=', world.dealerId)
    .where('livemode', '=', world.livemode)
    .execute();
  return Object.fromEntries(rows.map((row) => [row.stock_number, row]));
}

export async function drain(csv: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const piece of csv) text += piece;
  return text;
}
