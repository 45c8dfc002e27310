import { ApiError, invalidParameter, notFound } from '../domain/api-error.ts';
import { showRowError } from '../domain/error-envelope.ts';
import { isUuid } from '../domain/ids.ts';
import { type Listing, showListingToDealer } from '../domain/listing.ts';
import { listingColumns } from '../domain/listing-input.ts';
import { assertDeletable, markSold, publish, returnToStock, unpublish } from '../domain/listing-state.ts';
import type { Money } from '../domain/money.ts';
import { changePriceByPercent, hasTwoDecimals } from '../domain/price-change.ts';
import { deleteListings, findListings, saveListings } from '../storage/listings.ts';
import { countRows, orRefusal, uniqueIds } from './bulk-rows.ts';
import { changeListing, type ListingChange } from './listing-changes.ts';
import type { WorldWrite } from './world-write.ts';

/** Bounds how long an order of the dealer waits behind a bulk call. */
export const BULK_LISTINGS_MAX = 200;

export const BULK_ACTIONS = [
  'publish',
  'unpublish',
  'set_price',
  'change_price_percent',
  'mark_sold',
  'return_to_stock',
  'delete',
] as const;

export interface BulkListingsInput {
  readonly ids: readonly string[];
  readonly action: (typeof BULK_ACTIONS)[number];
  /** With `set_price`; null = on request. */
  readonly price?: Money | null;
  /** With `change_price_percent`; up to two decimals. */
  readonly percent?: number;
  /** Major units the changed price is a multiple of. */
  readonly round_to?: number;
}

const OWNERS = {
  price: 'set_price',
  percent: 'change_price_percent',
  round_to: 'change_price_percent',
} as const;

/** @throws ApiError `invalid_parameter` */
function assertFits(input: BulkListingsInput): void {
  for (const [param, action] of Object.entries(OWNERS) as [keyof typeof OWNERS, string][]) {
    const isGiven = input[param] !== undefined;
    if (isGiven && input.action !== action) throw invalidParameter(param, `goes with ${action} alone.`);
    if (!isGiven && input.action === action && param !== 'round_to') {
      throw invalidParameter(param, `is needed with ${action}.`);
    }
  }
  if (input.percent !== undefined && !hasTwoDecimals(input.percent)) {
    throw invalidParameter('percent', 'must have at most two decimals.');
  }
}

type Decision = (listing: Listing) => ListingChange['change'];

const priceChange = (price: Money | null) => () => listingColumns({ price });

function changePrice(listing: Listing, input: BulkListingsInput): ListingChange['change'] {
  const { price_amount: amount, price_currency: currency } = listing;
  if (amount === null || currency === null) {
    throw new ApiError('invalid_state', { message: 'The listing has no price to change: it is on request.' });
  }
  return priceChange(changePriceByPercent({ amount, currency }, input.percent!, input.round_to));
}

/** How each listing changes; null where it is deleted. @throws ApiError `invalid_parameter` */
function decisionOf(input: BulkListingsInput): Decision | null {
  switch (input.action) {
    case 'publish':
      return (listing) => (nowUs) => publish(listing, nowUs);
    case 'unpublish':
      return (listing) => () => unpublish(listing);
    case 'mark_sold':
      return (listing) => (nowUs) => markSold(listing, nowUs);
    case 'return_to_stock':
      return (listing) => () => returnToStock(listing);
    case 'change_price_percent':
      return (listing) => changePrice(listing, input);
    case 'set_price': {
      const change = priceChange(input.price!);
      change(); // so that an unknown currency refuses the call, not each row
      return () => change;
    }
    case 'delete':
      return null;
  }
}

interface Outcome {
  /** As it was. */
  readonly before: Listing;
  /** The same object when nothing changed, null when it is deleted. */
  readonly after: Listing | null;
}

function outcomeOf(write: WorldWrite, listing: Listing | undefined, decide: Decision | null): Outcome {
  if (listing === undefined) throw notFound('listing');
  if (decide === null) {
    assertDeletable(listing);
    return { before: listing, after: null };
  }
  return { before: listing, after: changeListing(write, { listing, change: decide(listing) }) };
}

function showOutcome(id: string, index: number, outcome: Outcome | ApiError) {
  if (outcome instanceof ApiError) {
    return { index, id, status: 'failed' as const, error: showRowError(outcome) };
  }
  const { before, after } = outcome;
  if (after === null) return { index, id, status: 'changed' as const };
  const status = after === before ? ('unchanged' as const) : ('changed' as const);
  return { index, id, status, listing: showListingToDealer(after) };
}

/**
 * Does one thing to up to 200 listings in one transaction, with the events of single changes in the order of `ids`;
 * a listing that can't be changed fails alone (`resource_not_found`, `invalid_state`).
 * @throws ApiError `invalid_parameter`
 */
export async function changeListingsInBulk(write: WorldWrite, input: BulkListingsInput) {
  assertFits(input);
  const decide = decisionOf(input);
  const ids = uniqueIds(input.ids);
  const found = new Map(
    (await findListings(write.trx, write.caller, { ids: ids.filter(isUuid) })).map((listing) => [
      listing.id,
      listing,
    ]),
  );
  const outcomes: (Outcome | ApiError)[] = [];
  // A row that is refused has drawn nothing from the clock and recorded no event.
  for (const id of ids) outcomes.push(await orRefusal(() => outcomeOf(write, found.get(id), decide)));
  const done = outcomes.filter((outcome): outcome is Outcome => !(outcome instanceof ApiError));
  const saved = done.flatMap(({ before, after }) => (after === null || after === before ? [] : [after]));
  const deleted = done.flatMap(({ before, after }) => (after === null ? [before.id] : []));
  if (saved.length > 0) await saveListings(write.trx, saved);
  if (deleted.length > 0) await deleteListings(write.trx, write.caller, deleted);
  const results = outcomes.map((outcome, index) => showOutcome(ids[index]!, index, outcome));
  return {
    object: 'bulk_result' as const,
    changed: countRows(results, 'changed'),
    unchanged: countRows(results, 'unchanged'),
    failed: countRows(results, 'failed'),
    results,
  };
}
