import { guessColumns, type Mapping, mapColumns } from '../domain/csv-mapping.ts';
import {
  fieldsOf,
  type RowProblem,
  type RowReading,
  raggedProblem,
  readRow,
  readStockNumber,
} from '../domain/csv-row.ts';
import { describeColumns } from '../domain/csv-samples.ts';
import type { ImportField } from '../domain/import-fields.ts';
import { ImportFileError } from '../domain/import-file-error.ts';
import { SeenFilter } from '../domain/seen-filter.ts';
import {
  type ClaimedImport,
  finishImport,
  type ImportCounts,
  releaseImport,
  saveImportFormat,
} from '../storage/imports.ts';
import type { Caller, Hub } from './hub.ts';
import { applyBatch, type Batch } from './import-batch.ts';
import { type FileRow, type ImportFile, openImportFile } from './import-file.ts';
import { writeWorld } from './world-write.ts';

/** Bounds how long an order of the dealer waits behind an import. */
export const BATCH_ROWS_MAX = 200;
const BATCH_CHARS_MAX = 1024 * 1024;

/** Bounds the report: a file of 64 MiB could hold thirty million rows. */
export const IMPORT_ROWS_MAX = 250_000;

/** Rows not yet committed, in batches; `skip` sees the ones before. */
async function* inBatches(
  rows: AsyncIterable<FileRow>,
  afterRow: number,
  skip: (row: FileRow) => void,
): AsyncGenerator<FileRow[]> {
  let batch: FileRow[] = [];
  let chars = 0;
  for await (const row of rows) {
    if (row.number > IMPORT_ROWS_MAX) {
      if (batch.length > 0) yield batch;
      throw new ImportFileError(
        `The file has more than ${IMPORT_ROWS_MAX} rows; those were imported. Split the file.`,
      );
    }
    if (row.number <= afterRow) {
      skip(row);
      continue;
    }
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

function readRecord(row: FileRow, fields: readonly (ImportField | null)[]): RowReading {
  const { problem, fields: cells } = row.record;
  if (problem !== null) return unreadable({ field: null, code: 'unreadable', message: problem });
  const ragged = raggedProblem(cells, fields.length);
  return ragged === null ? readRow(fields, cells) : unreadable(ragged);
}

/** Reads the rows before their transaction begins, which so holds the dealer's clock no longer than it must. */
class BatchReader {
  readonly #fields: readonly (ImportField | null)[];
  readonly #stockColumn: number;
  readonly #seen = new SeenFilter();

  constructor(columns: readonly string[], mapping: Mapping) {
    this.#fields = fieldsOf(columns, mapping);
    this.#stockColumn = this.#fields.indexOf('stock_number');
  }

  /** Notes the stock number of a row that is done. */
  skip(row: FileRow): void {
    this.#seen.add(readStockNumber(row.record.fields[this.#stockColumn] ?? ''));
  }

  read(fileRows: readonly FileRow[]): Pick<Batch, 'rows' | 'suspects'> {
    const rows = fileRows.map((row) => ({
      number: row.number,
      line: row.record.line,
      reading: readRecord(row, this.#fields),
    }));
    const suspects = rows
      .map((row) => row.reading.stockNumber)
      .filter((it) => it !== null && this.#seen.mayHave(it)) as string[];
    for (const row of fileRows) this.skip(row);
    return { rows, suspects };
  }
}

/** Tells the dealer what the file was understood to be, also when it can't be used like that. */
async function mapFile(hub: Hub, job: ClaimedImport, file: ImportFile): Promise<Mapping> {
  const { delimiter, columns, sample } = file;
  const save = (mapping: Mapping | null) =>
    saveImportFormat(hub.database.kysely, job, {
      delimiter,
      mapping,
      columns: describeColumns(columns, mapping ?? guessColumns(columns), sample),
    });
  let mapping: Mapping;
  try {
    mapping = mapColumns(columns, job.options.mapping);
  } catch (error) {
    await save(null);
    throw error;
  }
  await save(mapping);
  return mapping;
}

interface ImportControl {
  readonly shouldStop: () => boolean;
  /** Called after each batch's commit. */
  readonly onRows: (counts: ImportCounts) => void;
}

async function runBatches(
  hub: Hub,
  job: ClaimedImport,
  { shouldStop, onRows }: ImportControl,
): Promise<'ended' | 'stopped'> {
  const file = await openImportFile(hub.database, job);
  const reader = new BatchReader(file.columns, await mapFile(hub, job, file));
  const caller: Caller = { dealerId: job.dealerId, livemode: job.livemode, source: 'import' };
  let afterRow = job.processed_rows;
  let createdBefore = job.created_count;
  for await (const fileRows of inBatches(file.rows, afterRow, (row) => reader.skip(row))) {
    if (shouldStop()) return 'stopped';
    const last = fileRows.at(-1)!;
    const batch: Batch = {
      ...reader.read(fileRows),
      afterRow,
      createdBefore,
      processedBytes: last.bytesRead,
    };
    const counts = await writeWorld(hub, caller, (write) => applyBatch(write, job, batch));
    afterRow = last.number;
    createdBefore += counts.created;
    onRows(counts);
  }
  return 'ended';
}

/** Runs an import to its end, or to the end of the batch under way when it should stop. */
export async function runImport(hub: Hub, job: ClaimedImport, control: ImportControl): Promise<void> {
  try {
    const how = await runBatches(hub, job, control);
    if (how === 'stopped') return await releaseImport(hub.database.kysely, job);
    await finishImport(hub.database, job, { error: null, finishedUs: hub.clock() });
  } catch (error) {
    if (!(error instanceof ImportFileError)) throw error;
    await finishImport(hub.database, job, { error: error.message, finishedUs: hub.clock() });
  }
}
