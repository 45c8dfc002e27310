import { type Listing, type ListingColumns, showListing } from '../domain/listing.ts';
import { listingEvent } from '../domain/listing-event.ts';
import type { StockChange } from '../domain/listing-state.ts';
import { isSameJson } from '../domain/same-json.ts';
import type { Micros } from '../domain/time.ts';
import { saveListings } from '../storage/listings.ts';
import type { WorldWrite } from './world-write.ts';

export interface ListingChange {
  readonly listing: Listing;
  readonly change: (nowUs: Micros) => StockChange & Partial<ListingColumns> & { imported_quantity?: number };
}

/**
 * Makes one change and records the event it amounts to; the caller saves the result if it is another object than
 * the listing. A change of private fields alone moves neither version nor time, one that changes nothing
 * gives the listing itself back.
 */
export function changeListing(write: WorldWrite, { listing, change }: ListingChange): Listing {
  const nowUs = write.peekTime();
  const after: Listing = { ...listing, ...change(nowUs) };
  if (isSameJson(listing, after)) return listing;
  if (isSameJson(showListing(listing), showListing(after))) return after;
  after.version = listing.version + 1;
  after.updated_us = write.nextTime();
  const event = listingEvent(listing, after);
  if (event !== null) {
    write.record({
      type: event.type,
      resourceId: after.id,
      object: JSON.stringify(showListing(after)),
      previousAttributes: event.previousAttributes,
    });
  }
  return after;
}

/** Applies changes, saves what differs and records the events, in the order given. */
export async function changeListings(
  write: WorldWrite,
  changes: readonly ListingChange[],
): Promise<Listing[]> {
  const results = changes.map((it) => changeListing(write, it));
  await saveListings(
    write.trx,
    results.filter((after, index) => after !== changes[index]!.listing),
  );
  return results;
}
