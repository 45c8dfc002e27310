import { ApiError } from '../domain/api-error.ts';
import type { RowProblem, RowReading, RowValues } from '../domain/csv-row.ts';
import { decideCreate, decideUpdate } from '../domain/import-decision.ts';
import type { Listing } from '../domain/listing.ts';
import { publish } from '../domain/listing-state.ts';
import {
  findEarlierRows,
  type ImportRowReport,
  insertImportRows,
  type RowResult,
} from '../storage/import-rows.ts';
import { advanceImport, type ClaimedImport, type ImportCounts } from '../storage/imports.ts';
import { findListings, saveListings } from '../storage/listings.ts';
import { inventoryRoom, newListing } from './inventory.ts';
import { changeListing } from './listing-changes.ts';
import type { WorldWrite } from './world-write.ts';

/** Another worker goes on with this import; what was under way here is rolled back. */
export class ImportClaimLost extends Error {
  override readonly name = 'ImportClaimLost';
}

export interface BatchRow {
  readonly number: number;
  readonly line: number;
  readonly reading: RowReading;
}

export interface Batch {
  /** The row before the first one. */
  readonly afterRow: number;
  readonly rows: readonly BatchRow[];
  /** Stock numbers that earlier batches may have named too. */
  readonly suspects: readonly string[];
  /** Bytes of the file up to the end of the last row. */
  readonly processedBytes: number;
  /** Listings this import has created in earlier batches. */
  readonly createdBefore: number;
}

interface Outcome {
  readonly result: RowResult;
  readonly errors?: readonly RowProblem[];
  readonly warnings?: readonly RowProblem[];
}

const failed = (...errors: RowProblem[]): Outcome => ({ result: 'failed', errors });

/** Applies rows one after the other, each to what the ones before have left. */
class BatchWriter {
  readonly dirty = new Map<string, Listing>();
  readonly #write: WorldWrite;
  readonly #publish: boolean;
  readonly #listings: Map<string, Listing>;
  /** Row of this file that named the stock number last. */
  readonly #rowOf = new Map<string, number>();
  #room = 0;

  constructor(write: WorldWrite, job: ClaimedImport, listings: readonly Listing[]) {
    this.#write = write;
    this.#publish = job.options.publish;
    this.#listings = new Map(listings.map((listing) => [listing.stock_number, listing]));
  }

  /**
   * Earlier rows of the same file that named stock numbers of this batch. A dry run has not saved what they did,
   * so it does it again.
   */
  recall(earlier: readonly ImportRowReport[]): void {
    for (const row of earlier) {
      if (row.stock_number === null || row.result === 'failed') continue;
      this.#rowOf.set(row.stock_number, row.row_number);
      if (row.read_values === null) continue;
      this.#room = 1;
      this.#change(row.stock_number, row.read_values);
    }
  }

  /** Sees how many listings the plan still allows. A dry run has not used up what it would have. */
  async findRoom(stockNumbers: readonly string[], usedByDryRun: number): Promise<void> {
    const wanted = stockNumbers.filter((stockNumber) => !this.#listings.has(stockNumber)).length;
    if (wanted === 0) return;
    this.#room = (await inventoryRoom(this.#write, wanted + usedByDryRun)) - usedByDryRun;
  }

  apply(row: BatchRow): Outcome {
    const { stockNumber, errors, warnings, values } = row.reading;
    if (errors.length > 0 || stockNumber === null) return { result: 'failed', errors, warnings };
    const outcome = this.#change(stockNumber, values);
    const earlier = this.#rowOf.get(stockNumber);
    if (outcome.result !== 'failed') this.#rowOf.set(stockNumber, row.number);
    const again: RowProblem[] =
      earlier === undefined
        ? []
        : [
            {
              field: 'stock_number',
              code: 'duplicate',
              message: `stock_number: is that of row ${earlier} too; the later row wins.`,
            },
          ];
    return { ...outcome, warnings: [...warnings, ...again, ...(outcome.warnings ?? [])] };
  }

  #change(stockNumber: string, values: RowValues): Outcome {
    const listing = this.#listings.get(stockNumber);
    try {
      return listing === undefined ? this.#create(stockNumber, values) : this.#update(listing, values);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      // Only a quantity can ask for a state that the listing can't have.
      return failed({ field: 'quantity', code: error.code, message: error.message });
    }
  }

  #create(stockNumber: string, values: RowValues): Outcome {
    const decision = decideCreate(stockNumber, values);
    if ('code' in decision) return failed(decision);
    if (this.#room <= 0) {
      return failed({
        field: null,
        code: 'inventory_limit_reached',
        message: new ApiError('inventory_limit_reached').message,
      });
    }
    this.#room -= 1;
    const { columns, quantity } = decision;
    const base = newListing(this.#write, { stock_number: stockNumber, title: columns.title, quantity });
    const draft: Listing = { ...base, ...columns, imported_quantity: quantity };
    this.#keep(
      this.#publish
        ? changeListing(this.#write, { listing: draft, change: (nowUs) => publish(draft, nowUs) })
        : draft,
    );
    return { result: 'created' };
  }

  #update(listing: Listing, values: RowValues): Outcome {
    if (listing.status === 'sold') return { result: 'skipped_sold' };
    const nowUs = this.#write.peekTime();
    const decision = decideUpdate(listing, values, { publish: this.#publish }, nowUs);
    const after = changeListing(this.#write, { listing, change: () => decision.changes });
    if (after !== listing) this.#keep(after);
    if (after.status === 'sold') this.#room += 1;
    return { result: decision.isUpdate ? 'updated' : 'unchanged', warnings: decision.warnings };
  }

  #keep(listing: Listing): void {
    this.#listings.set(listing.stock_number, listing);
    this.dirty.set(listing.id, listing);
  }
}

const orNull = (problems: readonly RowProblem[] | undefined): readonly RowProblem[] | null =>
  problems === undefined || problems.length === 0 ? null : problems;

const toReport = (row: BatchRow, outcome: Outcome, isDryRun: boolean): ImportRowReport => ({
  row_number: row.number,
  line: row.line,
  stock_number: row.reading.stockNumber,
  result: outcome.result,
  errors: orNull(outcome.errors),
  warnings: orNull(outcome.warnings),
  read_values: isDryRun && row.reading.stockNumber !== null ? row.reading.values : null,
});

function countReports(reports: readonly ImportRowReport[]): ImportCounts {
  const counts = { created: 0, updated: 0, unchanged: 0, skipped_sold: 0, failed: 0, warned: 0 };
  for (const report of reports) {
    counts[report.result] += 1;
    if (report.warnings !== null) counts.warned += 1;
  }
  return counts;
}

/**
 * Applies a batch: listings, events, the report of each row and the progress commit together, or not at all. A
 * dry run does the same work, then forgets listings and events.
 * @throws ImportClaimLost when another worker has gone on with the import
 */
export async function applyBatch(write: WorldWrite, job: ClaimedImport, batch: Batch): Promise<ImportCounts> {
  const isDryRun = job.options.dry_run;
  const stockNumbers = [
    ...new Set(batch.rows.map((row) => row.reading.stockNumber).filter((it) => it !== null)),
  ];
  const writer = new BatchWriter(write, job, await findListings(write.trx, write.caller, { stockNumbers }));
  if (batch.suspects.length > 0) writer.recall(await findEarlierRows(write.trx, job, batch.suspects));
  await writer.findRoom(stockNumbers, isDryRun ? batch.createdBefore : 0);
  const reports = batch.rows.map((row) => toReport(row, writer.apply(row), isDryRun));
  if (isDryRun) write.forget();
  else await saveListings(write.trx, [...writer.dirty.values()]);
  await insertImportRows(write.trx, job, reports);
  const counts = countReports(reports);
  const isMine = await advanceImport(write.trx, job, {
    afterRow: batch.afterRow,
    processedRows: batch.rows.at(-1)!.number,
    processedBytes: batch.processedBytes,
    counts,
  });
  if (!isMine) throw new ImportClaimLost(`import ${job.id} is no longer this worker's`);
  return counts;
}
