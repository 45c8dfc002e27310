import { ApiError, invalidParameter, notFound } from '../domain/api-error.ts';
import { isUuid, newId } from '../domain/ids.ts';
import type { Listing, ListingColumns } from '../domain/listing.ts';
import {
  EMPTY_LISTING_COLUMNS,
  type ListingInput,
  listingColumns,
  titleOf,
} from '../domain/listing-input.ts';
import {
  assertDeletable,
  markSold,
  publish,
  returnToStock,
  type StockChange,
  setQuantity,
  unpublish,
} from '../domain/listing-state.ts';
import { listingLimit } from '../domain/plans.ts';
import type { Micros } from '../domain/time.ts';
import {
  countInventory,
  deleteListings,
  findListing,
  findListings,
  saveListings,
} from '../storage/listings.ts';
import { changeListings } from './listing-changes.ts';
import type { WorldWrite } from './world-write.ts';

/**
 * Refuses `adding` more listings when the plan allows no more. Test listings don't count.
 * @throws ApiError `inventory_limit_reached`
 */
async function assertInventoryRoom(write: WorldWrite, adding: number): Promise<void> {
  const room = await inventoryRoom(write, adding);
  if (room >= adding) return;
  const limit = listingLimit(write.settings.plan, write.settings.listing_limit);
  throw new ApiError('inventory_limit_reached', {
    message: `The plan allows ${limit} listings that are not sold, and they are used up.`,
  });
}

/** How many of `wanted` new listings the plan still allows. */
export async function inventoryRoom(write: WorldWrite, wanted: number): Promise<number> {
  if (!write.caller.livemode) return wanted;
  const limit = listingLimit(write.settings.plan, write.settings.listing_limit);
  const used = await countInventory(write.trx, write.caller, limit);
  return Math.max(0, Math.min(wanted, limit - used));
}

/** A new draft; the caller saves it. */
export function newListing(write: WorldWrite, input: ListingInput): Listing {
  const title = titleOf(input);
  if (title === null) {
    throw invalidParameter('title', 'is needed, or brand, model or reference_number to make one of.');
  }
  const createdUs = write.nextTime();
  const id = newId(createdUs);
  return {
    ...EMPTY_LISTING_COLUMNS,
    stock_number: `W-${id.slice(-10).toUpperCase()}`,
    ...listingColumns(input),
    title,
    dealer_id: write.caller.dealerId,
    livemode: write.caller.livemode,
    id,
    status: 'draft',
    status_before_sold: null,
    quantity: input.quantity ?? 1,
    marked_sold_quantity: 0,
    imported_quantity: null,
    published_us: null,
    sold_us: null,
    version: 1,
    created_us: createdUs,
    updated_us: createdUs,
  };
}

/** @throws ApiError `inventory_limit_reached`, `duplicate_stock_number`, `invalid_parameter` */
export async function createListing(write: WorldWrite, input: ListingInput): Promise<Listing> {
  if (input.quantity === 0) throw invalidParameter('quantity', 'a new listing has at least one piece.');
  await assertInventoryRoom(write, 1);
  const listing = newListing(write, input);
  await assertStockNumberFree(write, listing);
  await saveListings(write.trx, [listing]);
  return listing;
}

async function assertStockNumberFree(write: WorldWrite, listing: Listing): Promise<void> {
  const [other] = await findListings(write.trx, write.caller, { stockNumbers: [listing.stock_number] });
  if (other !== undefined && other.id !== listing.id) {
    throw new ApiError('duplicate_stock_number', { param: 'stock_number' });
  }
}

/** @throws ApiError `resource_not_found` */
export async function getListingForWrite(write: WorldWrite, id: string): Promise<Listing> {
  const listing = isUuid(id) ? await findListing(write.trx, write.caller, id) : null;
  if (listing === null) throw notFound('listing');
  return listing;
}

type Decision = (listing: Listing, nowUs: Micros) => StockChange & Partial<ListingColumns>;

async function change(write: WorldWrite, listing: Listing, decide: Decision): Promise<Listing> {
  const [changed] = await changeListings(write, [{ listing, change: (nowUs) => decide(listing, nowUs) }]);
  return changed!;
}

const transition = async (write: WorldWrite, id: string, decide: Decision): Promise<Listing> =>
  await change(write, await getListingForWrite(write, id), decide);

/**
 * Edits a listing. Setting a quantity needs the version the dealer saw, so that a form opened before a sale
 * can't bring a sold piece back.
 * @throws ApiError `resource_not_found`, `version_conflict`, `invalid_state`, `duplicate_stock_number`
 */
export async function updateListing(write: WorldWrite, id: string, input: ListingInput): Promise<Listing> {
  const listing = await getListingForWrite(write, id);
  if (input.quantity !== undefined && input.version === undefined) {
    throw new ApiError('version_conflict', {
      param: 'version',
      message: `To set quantity, send the version it is based on; the listing is at version ${listing.version}.`,
    });
  }
  if (input.version !== undefined && input.version !== listing.version) {
    throw new ApiError('version_conflict', {
      param: 'version',
      message: `The listing is at version ${listing.version}, not ${input.version}.`,
    });
  }
  const columns = listingColumns(input);
  if (input.title !== undefined) columns.title = titleOf({ ...listing, title: input.title }) ?? listing.title;
  if (columns.stock_number !== undefined) {
    await assertStockNumberFree(write, { ...listing, stock_number: columns.stock_number });
  }
  return await change(write, listing, (current, nowUs) => ({
    ...columns,
    ...(input.quantity === undefined ? {} : setQuantity(current, input.quantity, nowUs)),
  }));
}

/** @throws ApiError `resource_not_found`, `invalid_state` */
export async function deleteListing(write: WorldWrite, id: string): Promise<void> {
  assertDeletable(await getListingForWrite(write, id));
  await deleteListings(write.trx, write.caller, [id]);
}

/** Puts the listing on the channel. @throws ApiError `resource_not_found`, `invalid_state` */
export const publishListing = (write: WorldWrite, id: string): Promise<Listing> =>
  transition(write, id, publish);

/** Takes the listing off the channel; stock stays. @throws ApiError `resource_not_found`, `invalid_state` */
export const unpublishListing = (write: WorldWrite, id: string): Promise<Listing> =>
  transition(write, id, unpublish);

/** Sold elsewhere. @throws ApiError `resource_not_found`, `invalid_state` */
export const markListingSold = (write: WorldWrite, id: string): Promise<Listing> =>
  transition(write, id, markSold);

/** Undoes mark-sold; never refused by a plan limit. @throws ApiError `resource_not_found`, `invalid_state` */
export const returnListingToStock = (write: WorldWrite, id: string): Promise<Listing> =>
  transition(write, id, returnToStock);
