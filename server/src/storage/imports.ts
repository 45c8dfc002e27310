import { sql } from 'kysely';
import type { CsvEncoding } from '../domain/csv-encoding.ts';
import type { Mapping } from '../domain/csv-mapping.ts';
import type { ImportColumn } from '../domain/csv-samples.ts';
import type { Cursor } from '../domain/cursor.ts';
import type { ImportOptions } from '../domain/import-options.ts';
import type { Micros } from '../domain/time.ts';
import type { World } from '../domain/world.ts';
import type { Database } from './database.ts';
import { isBehind } from './page-predicates.ts';
import { inTransaction, type Reader, type Tx } from './transaction.ts';
import { lockBothWorlds } from './world-clock.ts';

export type ImportState = 'receiving' | 'queued' | 'running' | 'completed' | 'failed';

export interface ImportCounts {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly skipped_sold: number;
  readonly failed: number;
  /** Rows with warnings, whatever their result. */
  readonly warned: number;
}

export interface ImportRecord {
  readonly id: string;
  readonly state: ImportState;
  readonly file_name: string;
  readonly file_bytes: number;
  readonly encoding: CsvEncoding;
  readonly delimiter: string | null;
  readonly options: Required<ImportOptions>;
  readonly mapping: Mapping | null;
  readonly columns: readonly ImportColumn[] | null;
  readonly processed_rows: number;
  readonly processed_bytes: number;
  readonly created_count: number;
  readonly updated_count: number;
  readonly unchanged_count: number;
  readonly skipped_sold_count: number;
  readonly failed_count: number;
  readonly warned_count: number;
  readonly error: string | null;
  readonly created_us: Micros;
  readonly started_us: Micros | null;
  readonly finished_us: Micros | null;
}

/** An import and whose it is. */
export interface ImportRef extends World {
  readonly id: string;
}

/** An import that a worker has taken on. */
export interface ClaimedImport extends ImportRef, ImportRecord {
  readonly workerId: string;
}

const whereImport = (ref: ImportRef) =>
  sql`dealer_id = ${ref.dealerId} and livemode = ${ref.livemode} and id = ${ref.id}`;

export async function insertImport(
  db: Reader,
  ref: ImportRef,
  upload: {
    readonly fileName: string;
    readonly options: Required<ImportOptions>;
    readonly createdUs: Micros;
  },
): Promise<void> {
  await sql`
    insert into imports (dealer_id, livemode, id, state, file_name, file_bytes, options, created_us)
    values (${ref.dealerId}, ${ref.livemode}, ${ref.id}, 'receiving', ${upload.fileName}, 0,
      ${JSON.stringify(upload.options)}, ${upload.createdUs})
  `.execute(db);
}

/** The upload is complete: from here on the import survives any crash. */
export async function queueImport(
  db: Reader,
  ref: ImportRef,
  file: { readonly bytes: number; readonly encoding: CsvEncoding },
): Promise<void> {
  await sql`
    update imports set state = 'queued', file_bytes = ${file.bytes}, encoding = ${file.encoding}
    where ${whereImport(ref)} and state = 'receiving'
  `.execute(db);
}

/** With its file and the report of its rows. */
export async function deleteImport(db: Reader, ref: ImportRef): Promise<void> {
  await sql`
    delete from import_rows
    where dealer_id = ${ref.dealerId} and livemode = ${ref.livemode} and import_id = ${ref.id}
  `.execute(db);
  await sql`delete from imports where ${whereImport(ref)}`.execute(db);
}

/** Not while it is coming in: nobody has been told of it yet. */
export async function findImport(db: Reader, ref: ImportRef): Promise<ImportRecord | null> {
  const { rows } = await sql<ImportRecord>`
    select * from imports where ${whereImport(ref)} and state <> 'receiving'
  `.execute(db);
  return rows[0] ?? null;
}

/** Newest first, without those that are still coming in; one more than `limit` when there is another page. */
export async function listImports(
  db: Reader,
  world: World,
  query: { readonly limit: number; readonly after?: Cursor | undefined },
): Promise<ImportRecord[]> {
  const { rows } = await sql<ImportRecord>`
    select * from imports
    where dealer_id = ${world.dealerId} and livemode = ${world.livemode} and state <> 'receiving'
      and ${query.after === undefined ? sql`true` : isBehind('created_us', query.after)}
    order by created_us desc, id desc limit ${query.limit + 1}
  `.execute(db);
  return rows;
}

/** Queued, or left by a worker that is gone; `mine` are those this process is busy with. */
const isClaimable = (workerId: string, mine: readonly string[]) => sql`
  (i.state = 'queued' or i.state = 'running' and (
    i.lease_worker is null
    or i.lease_worker = ${workerId} and i.id <> all(${[...mine]}::uuid[])
    or not exists (select from workers w where w.id = i.lease_worker)))`;

/** An import of the same dealer that is under way elsewhere, or here. */
const isDealerBusy = (workerId: string, mine: readonly string[]) => sql`
  exists (select from imports r where r.dealer_id = i.dealer_id and r.state = 'running' and not ${sql`
    (r.lease_worker is null
    or r.lease_worker = ${workerId} and r.id <> all(${[...mine]}::uuid[])
    or not exists (select from workers w where w.id = r.lease_worker))`})`;

/** The next import by dealer: whose last one began longest ago comes first, and within a dealer the oldest. */
async function findClaimable(
  database: Database,
  workerId: string,
  mine: readonly string[],
): Promise<ImportRef | null> {
  const { rows } = await sql<ImportRef>`
    select i.dealer_id as "dealerId", i.livemode, i.id from imports i
    where i.state in ('queued', 'running')
      and ${isClaimable(workerId, mine)} and not ${isDealerBusy(workerId, mine)}
    order by i.state = 'queued',
      (select max(p.started_us) from imports p where p.dealer_id = i.dealer_id) nulls first, i.created_us
    limit 1
  `.execute(database.kysely);
  return rows[0] ?? null;
}

/**
 * Takes on an import, one per dealer at a time. The dealer's clocks are held, so that two workers can't each
 * take one of the same dealer.
 * @param mine imports that this process is busy with
 */
export async function claimImport(
  database: Database,
  workerId: string,
  mine: readonly string[],
  nowUs: Micros,
): Promise<ClaimedImport | null> {
  while (true) {
    const ref = await findClaimable(database, workerId, mine);
    if (ref === null) return null;
    const claimed = await tryToClaim(database, ref, { workerId, mine, nowUs });
    if (claimed !== null) return claimed; // else another worker was faster, and there may be a next one
  }
}

async function tryToClaim(
  database: Database,
  ref: ImportRef,
  claim: { readonly workerId: string; readonly mine: readonly string[]; readonly nowUs: Micros },
): Promise<ClaimedImport | null> {
  const { workerId, mine, nowUs } = claim;
  return await inTransaction(database, async (trx) => {
    await lockBothWorlds(trx, ref.dealerId);
    const { rows } = await sql<ImportRecord>`
      update imports i set state = 'running', lease_worker = ${workerId}, started_us = coalesce(i.started_us, ${nowUs}::bigint)
      where ${whereImport(ref)} and ${isClaimable(workerId, mine)} and not ${isDealerBusy(workerId, mine)}
      returning *
    `.execute(trx);
    return rows[0] === undefined ? null : { ...rows[0], ...ref, workerId };
  });
}

/** What it was understood to be; for the dealer to see. */
export async function saveImportFormat(
  db: Reader,
  claim: ClaimedImport,
  format: {
    readonly delimiter: string;
    /** Null when the file can't be used like that. */
    readonly mapping: Mapping | null;
    readonly columns: readonly ImportColumn[];
  },
): Promise<void> {
  const mapping = format.mapping === null ? null : JSON.stringify(format.mapping);
  await sql`
    update imports set delimiter = ${format.delimiter}, mapping = ${mapping},
      columns = ${JSON.stringify(format.columns)}
    where ${whereImport(claim)}
  `.execute(db);
}

export interface ImportProgress {
  /** Of the row before the batch: nobody else may have gone on meanwhile. */
  readonly afterRow: number;
  readonly processedRows: number;
  readonly processedBytes: number;
  readonly counts: ImportCounts;
}

/** Moves on behind a batch; false when the claim is lost, and then nothing of the batch may be committed. */
export async function advanceImport(
  trx: Tx,
  claim: ClaimedImport,
  progress: ImportProgress,
): Promise<boolean> {
  const { counts } = progress;
  const { rows } = await sql`
    update imports set processed_rows = ${progress.processedRows},
      processed_bytes = greatest(processed_bytes, ${progress.processedBytes}::bigint),
      created_count = created_count + ${counts.created}, updated_count = updated_count + ${counts.updated},
      unchanged_count = unchanged_count + ${counts.unchanged},
      skipped_sold_count = skipped_sold_count + ${counts.skipped_sold},
      failed_count = failed_count + ${counts.failed}, warned_count = warned_count + ${counts.warned}
    where ${whereImport(claim)} and state = 'running' and lease_worker = ${claim.workerId}
      and processed_rows = ${progress.afterRow}
    returning id
  `.execute(trx);
  return rows.length > 0;
}

/** Ends it and throws the file away; its rows' report stays. Does nothing when the claim is lost. */
export async function finishImport(
  database: Database,
  claim: ClaimedImport,
  end: { readonly error: string | null; readonly finishedUs: Micros },
): Promise<void> {
  await inTransaction(database, async (trx) => {
    const { rows } = await sql`
      update imports set state = ${end.error === null ? 'completed' : 'failed'}, error = ${end.error},
        finished_us = ${end.finishedUs}, lease_worker = null,
        processed_bytes = case when ${end.error}::text is null then file_bytes else processed_bytes end
      where ${whereImport(claim)} and state = 'running' and lease_worker = ${claim.workerId}
      returning id
    `.execute(trx);
    if (rows.length === 0) return;
    await sql`
      delete from import_chunks
      where dealer_id = ${claim.dealerId} and livemode = ${claim.livemode} and import_id = ${claim.id}
    `.execute(trx);
  });
}

/** Lets another worker go on with it at once. */
export async function releaseImport(db: Reader, claim: ClaimedImport): Promise<void> {
  await sql`
    update imports set lease_worker = null
    where ${whereImport(claim)} and state = 'running' and lease_worker = ${claim.workerId}
  `.execute(db);
}

/**
 * Deletes imports that ended before, and uploads that never did; returns how many.
 * @param abandonedUs uploads that began before this are not under way any more
 */
export async function pruneImports(
  database: Database,
  beforeUs: Micros,
  abandonedUs: Micros,
): Promise<number> {
  const { rows } = await sql<ImportRef>`
    select dealer_id as "dealerId", livemode, id from imports
    where state in ('completed', 'failed') and finished_us < ${beforeUs}
      or state = 'receiving' and created_us < ${abandonedUs}
  `.execute(database.kysely);
  for (const ref of rows) await inTransaction(database, (trx) => deleteImport(trx, ref));
  return rows.length;
}
