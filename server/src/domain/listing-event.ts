import type { EventType } from './event-types.ts';
import { type Listing, type PublicListing, showListing } from './listing.ts';
import { isSameJson } from './same-json.ts';

/** Differ at every change, so they tell a receiver nothing. */
const ALWAYS_DIFFERENT = new Set<keyof PublicListing>(['version', 'updated_at']);

/** Each public field that differs, with its complete previous value; null when none does. */
export function previousAttributes(before: Listing, after: Listing): Record<string, unknown> | null {
  const old = showListing(before);
  const now = showListing(after);
  const changed = (Object.keys(old) as (keyof PublicListing)[]).filter(
    (field) => !ALWAYS_DIFFERENT.has(field) && !isSameJson(old[field], now[field]),
  );
  return changed.length === 0 ? null : Object.fromEntries(changed.map((field) => [field, old[field]]));
}

export interface ListingEvent {
  readonly type: EventType;
  readonly previousAttributes: Record<string, unknown> | null;
}

/**
 * The event a change amounts to; null when the channel need not hear of it. One rule for every way a
 * listing can change: by form, import, order, cancel or by hand.
 */
export function listingEvent(before: Listing, after: Listing): ListingEvent | null {
  const change = (type: EventType): ListingEvent => ({ type, previousAttributes: null });
  if (after.status === 'sold' && before.status !== 'sold') return change('listing.sold');
  if (before.status === 'sold' && after.status !== 'sold') return change('listing.in_stock');
  if (after.status === 'published' && before.status !== 'published') return change('listing.published');
  if (after.status === 'unpublished' && before.status === 'published') return change('listing.unpublished');
  if (after.status !== 'published') return null;
  const previous = previousAttributes(before, after);
  return previous === null ? null : { type: 'listing.updated', previousAttributes: previous };
}
