import { ApiError, invalidParameter, notFound } from '../domain/api-error.ts';
import { decodeCursor } from '../domain/cursor.ts';
import { type Customer, type PublicCustomer, showCustomer } from '../domain/customer.ts';
import { isUuid, newId } from '../domain/ids.ts';
import type { Listing } from '../domain/listing.ts';
import { giveBackStock, takeStock } from '../domain/listing-state.ts';
import {
  type CancelInput,
  type CustomerConflict,
  type LineItemInput,
  ORDER_STATUSES,
  type Order,
  type OrderCustomerMatch,
  type OrderInput,
  type PublicOrder,
  showOrder,
  type Tracking,
} from '../domain/order.ts';
import {
  assertLinesNameListings,
  lineParam,
  pairLines,
  snapshotLine,
  totalOf,
} from '../domain/order-lines.ts';
import { type Page, toPage } from '../domain/page.ts';
import { showCounts } from '../domain/status-counts.ts';
import { type Micros, parseTime } from '../domain/time.ts';
import { findCustomer, saveCustomers } from '../storage/customers.ts';
import { findListings } from '../storage/listings.ts';
import {
  countOrdersByStatus,
  findOrder,
  hasOrderWithExternalId,
  listOrders as listRows,
  type OrderFilter,
  saveOrder,
} from '../storage/orders.ts';
import { assertAddress, recordMatched, upsertOrderCustomer } from './customers.ts';
import type { Caller, Hub } from './hub.ts';
import { changeListings, type ListingChange } from './listing-changes.ts';
import type { WorldWrite } from './world-write.ts';

/** Who an order is for, as the order keeps it. */
interface Buyer {
  readonly id: string | null;
  readonly snapshot: PublicCustomer | null;
  readonly conflict: CustomerConflict | null;
  readonly match: OrderCustomerMatch | null;
  /** To be saved with the order. */
  readonly upserted: Customer[];
  /** Who was met; told of after the order's own events. */
  readonly matched: Customer | null;
}

const NOBODY: Buyer = { id: null, snapshot: null, conflict: null, match: null, upserted: [], matched: null };

function recordOrder(
  write: WorldWrite,
  type: 'order.received' | 'order.fulfilled' | 'order.cancelled',
  order: Order,
) {
  write.record({ type, resourceId: order.id, object: JSON.stringify(showOrder(order)) });
}

/**
 * What a line may take: a channel sells what is published, the dealer also what is not.
 * @throws ApiError `listing_unavailable` naming the line
 */
function assertAvailable(write: WorldWrite, line: LineItemInput, listing: Listing, index: number): void {
  const sellable = write.caller.source === 'api' ? ['published'] : ['published', 'unpublished'];
  const quantity = line.quantity ?? 1;
  if (sellable.includes(listing.status) && listing.quantity >= quantity) return;
  const left = sellable.includes(listing.status)
    ? `${listing.quantity} left, ${quantity} wanted`
    : listing.status;
  throw new ApiError('listing_unavailable', {
    param: lineParam(line, index),
    message: `Listing ${listing.stock_number} can not be ordered: ${left}.`,
  });
}

async function findBuyer(write: WorldWrite, input: OrderInput): Promise<Buyer> {
  if (input.customer_id && input.customer) {
    throw invalidParameter('customer', 'send either customer or customer_id.');
  }
  if (input.customer_id) {
    const id = input.customer_id;
    const customer = isUuid(id) ? await findCustomer(write.trx, write.caller, id) : null;
    if (customer === null) throw notFound('customer', 'customer_id');
    return {
      id: customer.id,
      snapshot: showCustomer(customer),
      conflict: null,
      match: { status: 'given', matched_on: [] },
      upserted: [],
      matched: customer,
    };
  }
  if (!input.customer) return NOBODY;
  const { customer, status, matchedOn, conflicts } = await upsertOrderCustomer(write, input.customer);
  return {
    id: customer.id,
    snapshot: showCustomer(customer),
    conflict:
      conflicts.length === 0 ? null : conflicts.map((it) => ({ key: it.key, customer_id: it.customerId })),
    match: { status, matched_on: matchedOn },
    upserted: [customer],
    matched: status === 'matched' ? customer : null,
  };
}

function orderedTime(input: OrderInput): Micros | null {
  if (input.ordered_at == null) return null;
  const orderedUs = parseTime(input.ordered_at);
  if (orderedUs === null) throw invalidParameter('ordered_at', 'must be an RFC 3339 date-time.');
  return orderedUs;
}

async function assertExternalIdFree(write: WorldWrite, externalId: string | null | undefined): Promise<void> {
  if (externalId == null) return;
  if (await hasOrderWithExternalId(write.trx, write.caller, externalId)) {
    throw new ApiError('duplicate_external_id', { param: 'external_id' });
  }
}

async function findLines(write: WorldWrite, lines: readonly LineItemInput[]) {
  const ids = lines.map((line) => line.listing_id).filter((id) => id !== undefined && isUuid(id));
  const stockNumbers = lines.map((line) => line.stock_number).filter((it) => it !== undefined);
  const listings = await findListings(write.trx, write.caller, { ids: ids as string[], stockNumbers });
  const isVisible = (listing: Listing) => write.caller.source !== 'api' || listing.published_us !== null;
  return pairLines(lines, listings, isVisible);
}

/**
 * Takes the stock, upserts the customer, writes the order and records every event: all or nothing.
 * @throws ApiError `invalid_parameter`, `duplicate_external_id`, `resource_not_found`, `listing_unavailable`
 */
export async function createOrder(write: WorldWrite, input: OrderInput): Promise<Order> {
  assertLinesNameListings(input.line_items);
  assertAddress(input.shipping_address, 'shipping_address');
  const orderedUs = orderedTime(input);
  const [pairs] = await Promise.all([
    findLines(write, input.line_items),
    assertExternalIdFree(write, input.external_id),
  ]);
  const lines = pairs.map(({ line, listing }, index) => snapshotLine(line, listing, index));
  const total = totalOf(lines);
  pairs.forEach(({ line, listing }, index) => {
    assertAvailable(write, line, listing, index);
  });
  const buyer = await findBuyer(write, input);
  const order = newOrder(write, input, buyer, {
    line_items: lines,
    total_amount: total.amount,
    total_currency: total.currency,
    ordered_us: orderedUs,
  });
  recordOrder(write, 'order.received', order);
  const taken = pairs.map(({ listing }, index) => ({
    listing,
    change: (nowUs: Micros) => takeStock(listing, lines[index]!.quantity, nowUs),
  }));
  await Promise.all([
    saveOrder(write.trx, order),
    changeListings(write, taken),
    saveCustomers(write.trx, buyer.upserted),
  ]);
  if (buyer.matched !== null) recordMatched(write, buyer.matched);
  return order;
}

type OrderContent = Pick<Order, 'line_items' | 'total_amount' | 'total_currency'> & {
  ordered_us: Micros | null;
};

function newOrder(write: WorldWrite, input: OrderInput, buyer: Buyer, content: OrderContent): Order {
  const createdUs = write.nextTime();
  return {
    dealer_id: write.caller.dealerId,
    livemode: write.caller.livemode,
    id: newId(createdUs),
    external_id: input.external_id ?? null,
    number: write.nextOrderNumber(),
    status: 'received',
    source: write.caller.source,
    ...content,
    ordered_us: content.ordered_us ?? createdUs,
    customer_id: buyer.id,
    customer: buyer.snapshot,
    customer_conflict: buyer.conflict,
    customer_match: buyer.match,
    shipping_address: input.shipping_address ?? null,
    note: input.note ?? null,
    metadata: input.metadata ?? {},
    tracking: null,
    cancellation: null,
    fulfilled_us: null,
    cancelled_us: null,
    created_us: createdUs,
    updated_us: createdUs,
  };
}

async function getOrderForWrite(write: WorldWrite, id: string): Promise<Order> {
  const order = isUuid(id) ? await findOrder(write.trx, write.caller, id) : null;
  if (order === null) throw notFound('order');
  return order;
}

/**
 * Cancels and, unless told otherwise, gives back exactly what this order took. Cancelling again changes nothing
 * and returns the same order.
 * @throws ApiError `resource_not_found`, `order_not_cancellable`
 */
export async function cancelOrder(write: WorldWrite, id: string, input: CancelInput): Promise<Order> {
  const order = await getOrderForWrite(write, id);
  if (order.status === 'cancelled') return order;
  if (order.status === 'fulfilled') throw new ApiError('order_not_cancellable');
  const restock = input.restock ?? true;
  const cancelledUs = write.nextTime();
  const cancelled: Order = {
    ...order,
    status: 'cancelled',
    cancellation: { reason: input.reason ?? null, note: input.note ?? null, restocked: restock },
    cancelled_us: cancelledUs,
    updated_us: cancelledUs,
  };
  recordOrder(write, 'order.cancelled', cancelled);
  const returned = restock ? await findReturned(write, order) : [];
  await Promise.all([saveOrder(write.trx, cancelled), changeListings(write, returned)]);
  return cancelled;
}

/** What this order took, to be given back. */
async function findReturned(write: WorldWrite, order: Order): Promise<ListingChange[]> {
  const listings = await findListings(write.trx, write.caller, {
    ids: order.line_items.map((line) => line.listing_id),
  });
  // A listing that an order was written for can't have been deleted: only never published drafts can.
  return order.line_items.map((line) => {
    const listing = listings.find((it) => it.id === line.listing_id)!;
    return { listing, change: () => giveBackStock(listing, line.quantity) };
  });
}

/**
 * Marks the order as sent.
 * @throws ApiError `resource_not_found`, `invalid_state` for a cancelled order
 */
export async function fulfillOrder(
  write: WorldWrite,
  id: string,
  input: { tracking?: Partial<Tracking> | null },
): Promise<Order> {
  const order = await getOrderForWrite(write, id);
  if (order.status !== 'received') {
    throw new ApiError('invalid_state', {
      message: `An order that is ${order.status} can not be fulfilled; it must be received.`,
    });
  }
  const fulfilledUs = write.nextTime();
  const tracking = input.tracking
    ? {
        carrier: input.tracking.carrier ?? null,
        number: input.tracking.number ?? null,
        url: input.tracking.url ?? null,
      }
    : null;
  const fulfilled: Order = {
    ...order,
    status: 'fulfilled',
    tracking,
    fulfilled_us: fulfilledUs,
    updated_us: fulfilledUs,
  };
  await saveOrder(write.trx, fulfilled);
  recordOrder(write, 'order.fulfilled', fulfilled);
  return fulfilled;
}

export interface OrderQuery extends OrderFilter {
  readonly status?: string | undefined;
  readonly limit: number;
  /** A `next_cursor`. */
  readonly after?: string | undefined;
  readonly updatedAfterUs?: Micros | undefined;
}

/** Newest change first. @throws ApiError `invalid_cursor` */
export async function listOrders<T = PublicOrder>(
  hub: Hub,
  caller: Caller,
  query: OrderQuery,
  show: (order: Order) => T = showOrder as (order: Order) => T,
): Promise<Page<T>> {
  const after = query.after === undefined ? undefined : decodeCursor('orders', query.after);
  const rows = await listRows(hub.database.kysely, caller, { ...query, after });
  return toPage('orders', rows, query.limit, (row) => row.updated_us, show);
}

/** How many orders each status tab of the same search holds. */
export async function countOrders(hub: Hub, caller: Caller, filter: OrderFilter) {
  const counts = await countOrdersByStatus(hub.database.kysely, caller, filter);
  return { object: 'order_counts' as const, ...showCounts(ORDER_STATUSES, counts) };
}

/** @throws ApiError `resource_not_found` */
export async function getOrder(hub: Hub, caller: Caller, id: string): Promise<Order> {
  const order = isUuid(id) ? await findOrder(hub.database.kysely, caller, id) : null;
  if (order === null) throw notFound('order');
  return order;
}
