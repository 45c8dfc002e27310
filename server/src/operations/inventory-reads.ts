import { notFound } from '../domain/api-error.ts';
import { isUuid } from '../domain/ids.ts';
import { type DealerListing, LISTING_STATUSES, showListingToDealer } from '../domain/listing.ts';
import { decodeSortCursor, encodeSortCursor, type ListingSort } from '../domain/listing-sort.ts';
import { type Page, toPageBy } from '../domain/page.ts';
import { showCounts } from '../domain/status-counts.ts';
import { countInventoryByStatus, listInventory as listRows } from '../storage/inventory.ts';
import { findListing } from '../storage/listings.ts';
import type { Caller, Hub } from './hub.ts';

export interface InventoryQuery {
  readonly status?: string | undefined;
  /** Finds brand, model, title, reference, stock number and serial number. */
  readonly q?: string | undefined;
  /** Default `updated_at`. */
  readonly sort?: ListingSort['by'] | undefined;
  /** Default `desc`. */
  readonly order?: ListingSort['order'] | undefined;
  readonly limit: number;
  /** A `next_cursor`. */
  readonly after?: string | undefined;
}

/**
 * The dealer's own stock, drafts and private fields included. Texts are compared without regard to case, statuses in
 * the order of a listing's life, prices by currency, then amount; whatever is empty comes last in either order, and
 * equal rows go by id.
 * @throws ApiError `invalid_cursor`, also for the cursor of another sort or order
 */
export async function listInventory(
  hub: Hub,
  caller: Caller,
  query: InventoryQuery,
): Promise<Page<DealerListing>> {
  const sort: ListingSort = { by: query.sort ?? 'updated_at', order: query.order ?? 'desc' };
  const after = query.after === undefined ? undefined : decodeSortCursor(sort, query.after);
  const rows = await listRows(hub.database.kysely, caller, { ...query, sort, after });
  return toPageBy(
    rows,
    query.limit,
    (row) => encodeSortCursor(sort, row.place),
    (row) => showListingToDealer(row.listing),
  );
}

/** How many listings each status tab of the same search holds. */
export async function countListings(hub: Hub, caller: Caller, query: { readonly q?: string | undefined }) {
  const counts = await countInventoryByStatus(hub.database.kysely, caller, query);
  return { object: 'listing_counts' as const, ...showCounts(LISTING_STATUSES, counts) };
}

/** @throws ApiError `resource_not_found` */
export async function getInventoryListing(hub: Hub, caller: Caller, id: string): Promise<DealerListing> {
  const listing = isUuid(id) ? await findListing(hub.database.kysely, caller, id) : null;
  if (listing === null) throw notFound('listing');
  return showListingToDealer(listing);
}
