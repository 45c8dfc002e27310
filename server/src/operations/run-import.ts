import { fieldsOf, type RowProblem, type RowReading, raggedProblem, readRow } from '../domain/csv-row.ts';
import type { ImportField } from '../domain/import-fields.ts';
import { ImportFileError } from '../domain/import-file-error.ts';
import { type ClaimedImport, finishImport, releaseImport, saveImportFormat } from '../storage/imports.ts';
import type { Caller, Hub } from './hub.ts';
import { applyBatch, type Batch } from './import-batch.ts';
import { type FileFormat, type FileRow, openImportFile } from './import-file.ts';
import { writeWorld } from './world-write.ts';

/** Bounds how long an order of the dealer waits behind an import. */
export const BATCH_ROWS_MAX = 200;
const BATCH_CHARS_MAX = 1024 * 1024;

/** Bounds the report: a file of 64 MiB could hold thirty million rows. */
export const IMPORT_ROWS_MAX = 250_000;

/** Rows not yet committed, in batches; the ones before are read over. */
async function* inBatches(rows: AsyncIterable<FileRow>, afterRow: number): AsyncGenerator<FileRow[]> {
  let batch: FileRow[] = [];
  let chars = 0;
  for await (const row of rows) {
    if (row.number > IMPORT_ROWS_MAX) {
      if (batch.length > 0) yield batch;
      throw new ImportFileError(
        `The file has more than ${IMPORT_ROWS_MAX} rows; those were imported. Split the file.`,
      );
    }
    if (row.number <= afterRow) continue;
    batch.push(row);
    chars += row.record.chars;
    if (batch.length < BATCH_ROWS_MAX && chars < BATCH_CHARS_MAX) continue;
    yield batch;
    batch = [];
    chars = 0;
  }
  if (batch.length > 0) yield batch;
}

const unreadable = (error: RowProblem): RowReading => ({
  stockNumber: null,
  values: { columns: {} },
  errors: [error],
  warnings: [],
});

function readRecord(row: FileRow, format: FileFormat, fields: readonly (ImportField | null)[]): RowReading {
  const { problem, fields: cells } = row.record;
  if (problem !== null) return unreadable({ field: null, code: 'unreadable', message: problem });
  const ragged = raggedProblem(cells, format.columns.length);
  return ragged === null ? readRow(fields, cells) : unreadable(ragged);
}

async function runBatches(
  hub: Hub,
  job: ClaimedImport,
  shouldStop: () => boolean,
): Promise<'ended' | 'stopped'> {
  const { format, rows } = await openImportFile(hub.database, job);
  await saveImportFormat(hub.database.kysely, job, format);
  const fields = fieldsOf(format.columns, format.mapping);
  const caller: Caller = { dealerId: job.dealerId, livemode: job.livemode, source: 'import' };
  let afterRow = job.processed_rows;
  let createdBefore = job.created_count;
  for await (const fileRows of inBatches(rows, afterRow)) {
    if (shouldStop()) return 'stopped';
    // Read before the transaction begins, which so holds the dealer's clock no longer than it must.
    const batch: Batch = {
      afterRow,
      createdBefore,
      processedBytes: fileRows.at(-1)!.bytesRead,
      rows: fileRows.map((row) => ({
        number: row.number,
        line: row.record.line,
        reading: readRecord(row, format, fields),
      })),
    };
    const counts = await writeWorld(hub, caller, (write) => applyBatch(write, job, batch));
    afterRow = fileRows.at(-1)!.number;
    createdBefore += counts.created;
  }
  return 'ended';
}

/** Runs an import to its end, or to the end of the batch under way when it should stop. */
export async function runImport(hub: Hub, job: ClaimedImport, shouldStop: () => boolean): Promise<void> {
  try {
    const how = await runBatches(hub, job, shouldStop);
    if (how === 'stopped') return await releaseImport(hub.database.kysely, job);
    await finishImport(hub.database, job, { error: null, finishedUs: hub.clock() });
  } catch (error) {
    if (!(error instanceof ImportFileError)) throw error;
    await finishImport(hub.database, job, { error: error.message, finishedUs: hub.clock() });
  }
}
