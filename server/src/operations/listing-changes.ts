import { isSameJson } from '../domain/same-json.ts';
import { type Listing, type ListingColumns, showListing } from '../domain/listing.ts';
import { listingEvent } from '../domain/listing-event.ts';
import type { StockChange } from '../domain/listing-state.ts';
import type { Micros } from '../domain/time.ts';
import { saveListings } from '../storage/listings.ts';
import type { WorldWrite } from './world-write.ts';

export interface ListingChange {
  readonly listing: Listing;
  readonly change: (nowUs: Micros) => StockChange & Partial<ListingColumns> & { imported_quantity?: number };
}

/**
 * Applies changes, saves what differs and records the events they amount to, in the order given: the one
 * way a listing changes. A change of private fields alone is saved but moves neither version nor time, and
 * one that changes nothing is not even saved.
 */
export async function changeListings(write: WorldWrite, changes: readonly ListingChange[]): Promise<Listing[]> {
  const toSave: Listing[] = [];
  const results: Listing[] = [];
  for (const { listing, change } of changes) {
    const nowUs = Math.max(write.hub.clock(), listing.updated_us);
    let after: Listing = { ...listing, ...change(nowUs) };
    if (!isSameJson(showListing(listing), showListing(after))) {
      after = { ...after, version: listing.version + 1, updated_us: write.nextTime() };
      const event = listingEvent(listing, after);
      if (event !== null) {
        write.record({
          type: event.type,
          resourceId: after.id,
          object: JSON.stringify(showListing(after)),
          previousAttributes: event.previousAttributes,
        });
      }
    }
    if (!isSameJson(listing, after)) toSave.push(after);
    results.push(after);
  }
  await saveListings(write.trx, toSave);
  return results;
}
