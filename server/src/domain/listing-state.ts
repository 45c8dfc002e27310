import { ApiError } from './api-error.ts';
import type { Listing, ListingStatus, ListingStock } from './listing.ts';
import type { Micros } from './time.ts';

/**
 * The listing's state machine. Each transition returns the columns that change, or throws `invalid_state`.
 *
 *   draft → published ⇄ unpublished;  published | unpublished → sold → what it was before
 */
export type StockChange = Partial<ListingStock>;

type OnSale = 'published' | 'unpublished';

const isOnSale = (status: ListingStatus): status is OnSale =>
  status === 'published' || status === 'unpublished';

function invalidState(listing: ListingStock, action: string, allowed: string): ApiError {
  return new ApiError('invalid_state', {
    message: `A listing that is ${listing.status} can not be ${action}; it must be ${allowed}.`,
  });
}

export function publish(listing: ListingStock, nowUs: Micros): StockChange {
  if (listing.status === 'published') return {};
  if (listing.status === 'sold') throw invalidState(listing, 'published', 'draft or unpublished');
  return { status: 'published', published_us: nowUs };
}

export function unpublish(listing: ListingStock): StockChange {
  if (listing.status === 'unpublished') return {};
  if (listing.status !== 'published') throw invalidState(listing, 'unpublished', 'published');
  return { status: 'unpublished' };
}

/** Takes pieces for an order. The caller has checked that enough are there. */
export function takeStock(listing: ListingStock, quantity: number, nowUs: Micros): StockChange {
  if (!isOnSale(listing.status) || quantity > listing.quantity) {
    throw new ApiError('listing_unavailable');
  }
  if (quantity < listing.quantity) return { quantity: listing.quantity - quantity };
  return { quantity: 0, status: 'sold', status_before_sold: listing.status, sold_us: nowUs };
}

/** Gives back pieces that were taken; a sold listing becomes again what it was before. */
export function giveBackStock(listing: ListingStock, quantity: number): StockChange {
  const change = { quantity: listing.quantity + quantity };
  if (listing.status !== 'sold' || listing.status_before_sold === null) return change;
  return { ...change, status: listing.status_before_sold, status_before_sold: null, sold_us: null };
}

/**
 * Sold elsewhere: takes all that is left. Refused for a sold listing, since that would be a second sale of
 * the same piece, which the dealer must hear of.
 */
export function markSold(listing: ListingStock, nowUs: Micros): StockChange {
  if (!isOnSale(listing.status)) throw invalidState(listing, 'marked sold', 'published or unpublished');
  return {
    ...takeStock(listing, listing.quantity, nowUs),
    marked_sold_quantity: listing.marked_sold_quantity + listing.quantity,
  };
}

/** Gives back what mark-sold took; never what an order holds. */
export function returnToStock(listing: ListingStock): StockChange {
  if (listing.marked_sold_quantity === 0) {
    throw new ApiError('invalid_state', {
      message:
        'Nothing of this listing was marked sold by hand; pieces held by an order return when it is cancelled.',
    });
  }
  return { ...giveBackStock(listing, listing.marked_sold_quantity), marked_sold_quantity: 0 };
}

/** The dealer sets the count by hand, having seen the current version. */
export function setQuantity(listing: ListingStock, quantity: number, nowUs: Micros): StockChange {
  if (quantity === listing.quantity) return {};
  if (listing.status === 'sold') {
    throw new ApiError('invalid_state', {
      message: 'The listing is sold: cancel its order or return it to stock instead of setting its quantity.',
    });
  }
  if (quantity > 0) return { quantity };
  return markSold(listing, nowUs);
}

/** Only what no channel has ever seen may vanish. */
export function assertDeletable(listing: Listing): void {
  if (listing.status !== 'draft' || listing.published_us !== null) {
    throw new ApiError('invalid_state', {
      message: `Only drafts that were never published can be deleted; this listing is ${listing.status}.`,
    });
  }
}
