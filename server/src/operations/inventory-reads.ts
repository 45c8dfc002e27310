import { notFound } from '../domain/api-error.ts';
import { decodeCursor } from '../domain/cursor.ts';
import { isUuid } from '../domain/ids.ts';
import { type DealerListing, showListingToDealer } from '../domain/listing.ts';
import { type Page, toPage } from '../domain/page.ts';
import { findListing, listInventory as listRows } from '../storage/listings.ts';
import type { Caller, Hub } from './hub.ts';

export interface InventoryQuery {
  readonly status?: string | undefined;
  /** Finds brand, model, title, reference, stock number and serial number. */
  readonly q?: string | undefined;
  readonly limit: number;
  /** A `next_cursor`. */
  readonly after?: string | undefined;
}

/** The dealer's own stock, drafts and private fields included, newest change first. @throws ApiError `invalid_cursor` */
export async function listInventory(
  hub: Hub,
  caller: Caller,
  query: InventoryQuery,
): Promise<Page<DealerListing>> {
  const after = query.after === undefined ? undefined : decodeCursor('listings', query.after);
  const rows = await listRows(hub.database.kysely, caller, { ...query, after });
  return toPage('listings', rows, query.limit, (row) => row.updated_us, showListingToDealer);
}

/** @throws ApiError `resource_not_found` */
export async function getInventoryListing(hub: Hub, caller: Caller, id: string): Promise<DealerListing> {
  const listing = isUuid(id) ? await findListing(hub.database.kysely, caller, id) : null;
  if (listing === null) throw notFound('listing');
  return showListingToDealer(listing);
}
