import { invalidParameter } from '../domain/api-error.ts';
import { csvText, EXPORT_COLUMNS, exportCells } from '../domain/csv-export.ts';
import { LISTING_STATUSES } from '../domain/listing.ts';
import { listListingsById } from '../storage/listings.ts';
import type { Caller, Hub } from './hub.ts';

/** Rows that are read, and held, at a time. */
export const CSV_BATCH_ROWS = 500;

/** Makes Excel read the file as UTF-8. */
const BYTE_ORDER_MARK = '\uFEFF';

/** CSV (RFC 4180, UTF-8 with a mark) of cells that are guarded already; see guardFormula. */
export async function* csvOf(
  header: readonly string[],
  batches: AsyncIterable<string[][]>,
): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + csvText([header]);
  for await (const rows of batches) if (rows.length > 0) yield csvText(rows);
}

async function* listingRows(
  hub: Hub,
  caller: Caller,
  status: string | undefined,
): AsyncGenerator<string[][]> {
  let afterId: string | undefined;
  while (true) {
    const listings = await listListingsById(hub.database.kysely, caller, {
      afterId,
      limit: CSV_BATCH_ROWS,
      ...(status === undefined ? {} : { status }),
    });
    yield listings.map(exportCells);
    if (listings.length < CSV_BATCH_ROWS) return;
    afterId = listings.at(-1)!.id;
  }
}

/**
 * Every listing as CSV, private fields too, a batch at a time. Imported again
 * unchanged, each row is `unchanged`, or `skipped_sold`.
 * @throws ApiError `invalid_parameter`
 */
export function exportListings(
  hub: Hub,
  caller: Caller,
  query: { readonly status?: string | undefined } = {},
): AsyncIterable<string> {
  if (query.status !== undefined && !LISTING_STATUSES.some((it) => it === query.status)) {
    throw invalidParameter('status', `must be one of ${LISTING_STATUSES.join(', ')}.`);
  }
  return csvOf(EXPORT_COLUMNS, listingRows(hub, caller, query.status));
}
