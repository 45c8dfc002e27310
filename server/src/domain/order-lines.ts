import { ApiError, invalidParameter } from './api-error.ts';
import type { Listing } from './listing.ts';
import { assertMoney, type Money } from './money.ts';
import type { LineItem, LineItemInput } from './order.ts';

/** Where line `index` names its listing, for `param`. */
export const lineParam = (line: LineItemInput, index: number): string =>
  `line_items[${index}].${line.listing_id === undefined ? 'stock_number' : 'listing_id'}`;

/** @throws ApiError `invalid_parameter` unless each line names its listing in exactly one way */
export function assertLinesNameListings(lines: readonly LineItemInput[]): void {
  lines.forEach((line, index) => {
    if ((line.listing_id === undefined) === (line.stock_number === undefined)) {
      throw invalidParameter(`line_items[${index}]`, 'name the listing by listing_id or by stock_number.');
    }
  });
}

/**
 * Finds each line's listing; all of the lines are looked at before any stock moves.
 * @throws ApiError `resource_not_found` for an unknown listing, `invalid_parameter` for one named twice
 */
export function pairLines(
  lines: readonly LineItemInput[],
  listings: readonly Listing[],
  isVisible: (listing: Listing) => boolean,
): { line: LineItemInput; listing: Listing }[] {
  const seen = new Set<string>();
  return lines.map((line, index) => {
    const listing = listings.find((it) =>
      line.listing_id === undefined
        ? it.stock_number === line.stock_number
        : it.id === line.listing_id.toLowerCase(),
    );
    if (listing === undefined || !isVisible(listing)) {
      throw new ApiError('resource_not_found', {
        param: lineParam(line, index),
        message: `There is no listing ${line.listing_id ?? line.stock_number}.`,
      });
    }
    if (seen.has(listing.id)) {
      throw invalidParameter(
        lineParam(line, index),
        'the same listing is on another line; add up the quantity.',
      );
    }
    seen.add(listing.id);
    return { line, listing };
  });
}

/** The line as it is sold: the listing's price unless the order brings its own. */
export function snapshotLine(line: LineItemInput, listing: Listing, index: number): LineItem {
  const listed: Money | null =
    listing.price_amount === null
      ? null
      : { amount: listing.price_amount, currency: listing.price_currency! };
  const price = line.price ?? listed;
  if (price === null) {
    throw invalidParameter(`line_items[${index}].price`, 'is needed: the listing has no price.');
  }
  if (line.price) assertMoney(line.price, `line_items[${index}].price`);
  return {
    listing_id: listing.id,
    stock_number: listing.stock_number,
    title: listing.title,
    quantity: line.quantity ?? 1,
    price: { amount: price.amount, currency: price.currency },
  };
}

/** Σ price × quantity. @throws ApiError `invalid_parameter` for mixed currencies or a sum beyond exact numbers */
export function totalOf(lines: readonly LineItem[]): Money {
  const currency = lines[0]!.price.currency;
  const other = lines.findIndex((line) => line.price.currency !== currency);
  if (other !== -1) {
    throw invalidParameter(
      `line_items[${other}].price.currency`,
      `an order has one currency; the first line is in ${currency}.`,
    );
  }
  const sum = lines.reduce((total, line) => total + BigInt(line.price.amount) * BigInt(line.quantity), 0n);
  if (sum > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw invalidParameter('line_items', 'the total is too large.');
  }
  return { amount: Number(sum), currency };
}
