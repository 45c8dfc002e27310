import { ApiError, invalidParameter, notFound } from '../domain/api-error.ts';
import type { RowProblem } from '../domain/csv-row.ts';
import { guardFormula } from '../domain/csv-text.ts';
import { decodeCursor, encodeCursor } from '../domain/cursor.ts';
import { isUuid } from '../domain/ids.ts';
import type { ImportField } from '../domain/import-fields.ts';
import { type Page, toPage, toPageBy } from '../domain/page.ts';
import { formatOptionalTime, formatTime } from '../domain/time.ts';
import {
  type ImportRowReport,
  listImportRows as listRows,
  ROW_RESULTS,
  type RowResult,
} from '../storage/import-rows.ts';
import {
  findImport,
  type ImportRecord,
  type ImportRef,
  listImports as listRecords,
} from '../storage/imports.ts';
import { CSV_BATCH_ROWS, csvOf } from './exports.ts';
import type { Caller, Hub } from './hub.ts';

/** Failed and warned rows that an import shows by itself; listImportRows has them all. */
const SHOWN_ROWS_MAX = 1_000;

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

function showImport(record: ImportRecord, livemode: boolean) {
  return {
    id: record.id,
    object: 'import' as const,
    is_test: !livemode,
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
    error: record.error,
    created_at: formatTime(record.created_us),
    started_at: formatOptionalTime(record.started_us),
    finished_at: formatOptionalTime(record.finished_us),
  };
}

/** State and counts of each, newest first. @throws ApiError `invalid_cursor` */
export async function listImports(
  hub: Hub,
  caller: Caller,
  query: { readonly limit: number; readonly after?: string | undefined },
): Promise<Page<ReturnType<typeof showImport>>> {
  const after = query.after === undefined ? undefined : decodeCursor('imports', query.after);
  const records = await listRecords(hub.database.kysely, caller, { limit: query.limit, after });
  return toPage(
    'imports',
    records,
    query.limit,
    (record) => record.created_us,
    (record) => showImport(record, caller.livemode),
  );
}

/**
 * State, counts, the file's columns once it has been opened, and the first 1,000 rows with errors, and with warnings.
 * @throws ApiError `resource_not_found`
 */
export async function getImport(hub: Hub, caller: Caller, id: string) {
  const { ref, record } = await getRecord(hub, caller, id);
  const rows = (query: { result?: RowResult; hasWarnings?: boolean }) =>
    listRows(hub.database.kysely, ref, { ...query, afterRow: 0, limit: SHOWN_ROWS_MAX });
  const failed = record.failed_count === 0 ? [] : await rows({ result: 'failed' });
  const warned = record.warned_count === 0 ? [] : await rows({ hasWarnings: true });
  return {
    ...showImport(record, caller.livemode),
    columns: record.columns ?? [],
    errors: failed.map((row) => ({ ...showPlace(row), errors: row.errors ?? [] })),
    warnings: warned.map((row) => ({ ...showPlace(row), warnings: row.warnings ?? [] })),
  };
}

const ERROR_COLUMNS = ['row', 'line', 'stock_number', 'column', 'field', 'problem', 'message'];

type Headers = ReadonlyMap<ImportField | null, string>;

function errorCells(row: ImportRowReport, { field, code, message }: RowProblem, headers: Headers): string[] {
  const column = field === null ? undefined : headers.get(field);
  const place = [String(row.row_number), String(row.line), row.stock_number ?? ''];
  return [...place, column ?? '', field ?? '', code, message].map(guardFormula);
}

async function* errorRows(hub: Hub, ref: ImportRef, record: ImportRecord): AsyncGenerator<string[][]> {
  const headers: Headers = new Map((record.columns ?? []).map(({ field, header }) => [field, header]));
  for (let afterRow = 0; ; ) {
    const rows = await listRows(hub.database.kysely, ref, {
      result: 'failed',
      afterRow,
      limit: CSV_BATCH_ROWS,
    });
    yield rows.flatMap((row) => (row.errors ?? []).map((problem) => errorCells(row, problem, headers)));
    if (rows.length < CSV_BATCH_ROWS) return;
    afterRow = rows.at(-1)!.row_number;
  }
}

/**
 * What is wrong with the failed rows as CSV, a line for each problem, so that they can be mended in the file they
 * came from.
 * @throws ApiError `resource_not_found`
 */
export async function exportImportErrors(
  hub: Hub,
  caller: Caller,
  id: string,
): Promise<{ readonly fileName: string; readonly csv: AsyncIterable<string> }> {
  const { ref, record } = await getRecord(hub, caller, id);
  return {
    fileName: `${record.file_name.replace(/\.csv$/i, '')}-errors.csv`,
    csv: csvOf(ERROR_COLUMNS, errorRows(hub, ref, record)),
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
  const cursorOf = (row: ImportRowReport) => encodeCursor('import_rows', { timeUs: row.row_number, id });
  return toPageBy(rows, query.limit, cursorOf, showRow);
}
