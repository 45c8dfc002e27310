import { ApiError, invalidParameter, notFound } from '../domain/api-error.ts';
import { EncodingDetector } from '../domain/csv-encoding.ts';
import { decodeCursor, encodeCursor } from '../domain/cursor.ts';
import { isUuid, newId } from '../domain/ids.ts';
import { ImportFileError } from '../domain/import-file-error.ts';
import { readImportOptions } from '../domain/import-options.ts';
import type { Page } from '../domain/page.ts';
import { formatOptionalTime, formatTime } from '../domain/time.ts';
import { CHUNK_BYTES, insertImportChunk } from '../storage/import-chunks.ts';
import {
  type ImportRowReport,
  listImportRows as listRows,
  ROW_RESULTS,
  type RowResult,
} from '../storage/import-rows.ts';
import {
  deleteImport,
  findImport,
  type ImportRecord,
  type ImportRef,
  insertImport,
  queueImport,
} from '../storage/imports.ts';
import type { Caller, Hub } from './hub.ts';

export const IMPORT_FILE_BYTES_MAX = 64 * 1024 * 1024;

/** Failed and warned rows that an import shows by itself; listImportRows has them all. */
const SHOWN_ROWS_MAX = 1_000;

export interface ImportUpload {
  readonly fileName: string;
  readonly file: AsyncIterable<Buffer>;
  /** As parsed from JSON; see readImportOptions. */
  readonly options: unknown;
}

/** The name alone, without folders or control characters. */
const cleanFileName = (name: string): string =>
  name
    .replace(/^.*[\\/]/s, '')
    .replace(/\p{Cc}/gu, '')
    .toWellFormed()
    .slice(0, 255) || 'import.csv';

/** The file in pieces of one size, whatever sizes it came in. */
async function* inChunks(file: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  let heldBytes = 0;
  for await (const piece of file) {
    held.push(piece);
    heldBytes += piece.length;
    if (heldBytes < CHUNK_BYTES) continue;
    const bytes = Buffer.concat(held);
    let at = 0;
    for (; bytes.length - at >= CHUNK_BYTES; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
    held = [bytes.subarray(at)];
    heldBytes = bytes.length - at;
  }
  if (heldBytes > 0) yield Buffer.concat(held);
}

async function storeFile(hub: Hub, ref: ImportRef, file: AsyncIterable<Buffer>): Promise<void> {
  const detector = new EncodingDetector();
  let bytes = 0;
  let position = 0;
  for await (const chunk of inChunks(file)) {
    bytes += chunk.length;
    if (bytes > IMPORT_FILE_BYTES_MAX) {
      throw new ApiError('payload_too_large', {
        param: 'file',
        message: 'A file may have 64 MiB. Split it.',
      });
    }
    detector.write(chunk);
    await insertImportChunk(hub.database.kysely, ref, position, chunk);
    position += 1;
  }
  if (bytes === 0) throw invalidParameter('file', 'is empty.');
  await queueImport(hub.database.kysely, ref, { bytes, encoding: detector.end() });
}

/**
 * Stores an uploaded file and queues its import. Piece by piece, each committed by itself: a slow upload then
 * holds neither a connection nor a transaction. The import exists from the last statement on; what an
 * upload that broke off has left is deleted, or pruned when the process died.
 * @throws ApiError `invalid_parameter`, `unknown_parameter`, `payload_too_large`
 */
export async function createImport(hub: Hub, caller: Caller, upload: ImportUpload): Promise<{ id: string }> {
  const options = readImportOptions(upload.options);
  const createdUs = hub.clock();
  const ref = { dealerId: caller.dealerId, livemode: caller.livemode, id: newId(createdUs) };
  await insertImport(hub.database.kysely, ref, {
    fileName: cleanFileName(upload.fileName),
    options,
    createdUs,
  });
  try {
    await storeFile(hub, ref, upload.file);
  } catch (error) {
    await deleteImport(hub.database.kysely, ref);
    throw error instanceof ImportFileError ? invalidParameter('file', error.message) : error;
  }
  return { id: ref.id };
}

const showPlace = (report: ImportRowReport) => ({
  row: report.row_number,
  line: report.line,
  stock_number: report.stock_number,
});

function showProgress(record: ImportRecord) {
  return {
    processed_rows: record.processed_rows,
    processed_bytes: record.processed_bytes,
    total_bytes: record.file_bytes,
    percent: Math.floor((record.processed_bytes / record.file_bytes) * 100),
  };
}

async function getRecord(
  hub: Hub,
  caller: Caller,
  id: string,
): Promise<{ ref: ImportRef; record: ImportRecord }> {
  const ref = { dealerId: caller.dealerId, livemode: caller.livemode, id };
  const record = isUuid(id) ? await findImport(hub.database.kysely, ref) : null;
  if (record === null) throw notFound('import');
  return { ref, record };
}

/** State, counts and the first 1,000 rows with errors, and with warnings. @throws ApiError `resource_not_found` */
export async function getImport(hub: Hub, caller: Caller, id: string) {
  const { ref, record } = await getRecord(hub, caller, id);
  const rows = (query: { result?: RowResult; hasWarnings?: boolean }) =>
    listRows(hub.database.kysely, ref, { ...query, afterRow: 0, limit: SHOWN_ROWS_MAX });
  const failed = record.failed_count === 0 ? [] : await rows({ result: 'failed' });
  const warned = record.warned_count === 0 ? [] : await rows({ hasWarnings: true });
  return {
    id: record.id,
    object: 'import' as const,
    is_test: !caller.livemode,
    state: record.state,
    dry_run: record.options.dry_run,
    publish: record.options.publish,
    file_name: record.file_name,
    encoding: record.encoding,
    delimiter: record.delimiter,
    mapping: record.mapping,
    progress: showProgress(record),
    counts: {
      created: record.created_count,
      updated: record.updated_count,
      unchanged: record.unchanged_count,
      skipped_sold: record.skipped_sold_count,
      failed: record.failed_count,
      warned: record.warned_count,
    },
    errors: failed.map((row) => ({ ...showPlace(row), errors: row.errors ?? [] })),
    warnings: warned.map((row) => ({ ...showPlace(row), warnings: row.warnings ?? [] })),
    error: record.error,
    created_at: formatTime(record.created_us),
    started_at: formatOptionalTime(record.started_us),
    finished_at: formatOptionalTime(record.finished_us),
  };
}

export interface ImportRowsQuery {
  readonly result?: string | undefined;
  readonly limit: number;
  /** A `next_cursor`. */
  readonly after?: string | undefined;
}

const showRow = (report: ImportRowReport) => ({
  object: 'import_row' as const,
  ...showPlace(report),
  result: report.result,
  errors: report.errors ?? [],
  warnings: report.warnings ?? [],
  values: report.read_values,
});

/**
 * Every row of an import in the file's order; of a dry run with the values that were understood.
 * @throws ApiError `resource_not_found`, `invalid_cursor`, `invalid_parameter`
 */
export async function listImportRows(
  hub: Hub,
  caller: Caller,
  id: string,
  query: ImportRowsQuery,
): Promise<Page<ReturnType<typeof showRow>>> {
  const { ref } = await getRecord(hub, caller, id);
  const result = ROW_RESULTS.find((it) => it === query.result);
  if (query.result !== undefined && result === undefined) {
    throw invalidParameter('result', `must be one of ${ROW_RESULTS.join(', ')}.`);
  }
  const after = query.after === undefined ? null : decodeCursor('import_rows', query.after);
  if (after !== null && after.id !== id) throw new ApiError('invalid_cursor', { param: 'after' });
  const rows = await listRows(hub.database.kysely, ref, {
    result,
    afterRow: after?.timeUs ?? 0,
    limit: query.limit + 1,
  });
  const page = rows.slice(0, query.limit);
  const hasMore = rows.length > query.limit;
  return {
    object: 'list',
    data: page.map(showRow),
    has_more: hasMore,
    next_cursor: hasMore ? encodeCursor('import_rows', { timeUs: page.at(-1)!.row_number, id }) : null,
  };
}
