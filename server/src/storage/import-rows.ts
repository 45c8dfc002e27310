import { sql } from 'kysely';
import type { RowProblem, RowValues } from '../domain/csv-row.ts';
import type { ImportRef } from './imports.ts';
import type { Reader, Tx } from './transaction.ts';

export const ROW_RESULTS = ['created', 'updated', 'unchanged', 'skipped_sold', 'failed'] as const;
export type RowResult = (typeof ROW_RESULTS)[number];

export interface ImportRowReport {
  /** 1 = the first row below the header. */
  readonly row_number: number;
  /** Line of the file where the row begins. */
  readonly line: number;
  readonly stock_number: string | null;
  readonly result: RowResult;
  readonly errors: readonly RowProblem[] | null;
  readonly warnings: readonly RowProblem[] | null;
  /** Of a dry run: what the row was understood to say. */
  readonly read_values: RowValues | null;
}

const whereImport = (ref: ImportRef) =>
  sql`dealer_id = ${ref.dealerId} and livemode = ${ref.livemode} and import_id = ${ref.id}`;

const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));

export async function insertImportRows(
  trx: Tx,
  ref: ImportRef,
  reports: readonly ImportRowReport[],
): Promise<void> {
  const column = <T>(value: (report: ImportRowReport) => T): T[] => reports.map(value);
  await sql`
    insert into import_rows (dealer_id, livemode, import_id, row_number, line, stock_number, result, errors, warnings,
      read_values)
    select ${ref.dealerId}, ${ref.livemode}, ${ref.id}, r.*
    from unnest(${column((it) => it.row_number)}::int[], ${column((it) => it.line)}::int[],
      ${column((it) => it.stock_number)}::text[], ${column((it) => it.result)}::text[],
      ${column((it) => json(it.errors))}::json[], ${column((it) => json(it.warnings))}::json[],
      ${column((it) => json(it.read_values))}::json[]) as r
  `.execute(trx);
}

/**
 * Rows before this batch that named one of these stock numbers, in the file's order. Without an index: it is
 * asked for the few that occur twice, and an index would cost every row.
 */
export async function findEarlierRows(
  trx: Tx,
  ref: ImportRef,
  stockNumbers: readonly string[],
): Promise<ImportRowReport[]> {
  const { rows } = await sql<ImportRowReport>`
    select row_number, line, stock_number, result, errors, warnings, read_values from import_rows
    where ${whereImport(ref)} and stock_number = any(${[...stockNumbers]}::text[])
    order by row_number
  `.execute(trx);
  return rows;
}

export interface ImportRowQuery {
  readonly result?: RowResult | undefined;
  readonly hasWarnings?: boolean | undefined;
  readonly afterRow: number;
  readonly limit: number;
}

/** In the file's order. */
export async function listImportRows(
  db: Reader,
  ref: ImportRef,
  query: ImportRowQuery,
): Promise<ImportRowReport[]> {
  const { rows } = await sql<ImportRowReport>`
    select row_number, line, stock_number, result, errors, warnings, read_values from import_rows
    where ${whereImport(ref)} and row_number > ${query.afterRow}
      ${query.result === undefined ? sql`` : sql`and result = ${sql.lit(query.result)}`}
      ${query.hasWarnings ? sql`and warnings is not null` : sql``}
    order by row_number limit ${query.limit}
  `.execute(db);
  return rows;
}
