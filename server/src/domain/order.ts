import type { Address, CustomerInput, PublicCustomer } from './customer.ts';
import type { MatchKey } from './customer-matching.ts';
import type { Money } from './money.ts';
import { formatOptionalTime, formatTime, type Micros } from './time.ts';

export const ORDER_STATUSES = ['received', 'fulfilled', 'cancelled'] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

export const CANCEL_REASONS = ['customer', 'declined', 'fraud', 'inventory', 'other'] as const;
export type CancelReason = (typeof CANCEL_REASONS)[number];

export const MAX_ORDER_LINES = 50;

export interface LineItem {
  readonly listing_id: string;
  readonly stock_number: string;
  readonly title: string;
  readonly quantity: number;
  /** Per unit. */
  readonly price: Money;
}

export interface Tracking {
  readonly carrier: string | null;
  readonly number: string | null;
  readonly url: string | null;
}

export interface Cancellation {
  readonly reason: CancelReason | null;
  readonly note: string | null;
  readonly restocked: boolean;
}

/** Keys in an order that pointed at another customer than the one it was written for. */
export type CustomerConflict = { readonly key: MatchKey; readonly customer_id: string }[];

/** How the customer of an order was met: named by id, or by which keys; a new one by none. */
export interface OrderCustomerMatch {
  readonly status: 'created' | 'matched' | 'given';
  /** Strongest first. */
  readonly matched_on: readonly MatchKey[];
}

export interface Order {
  dealer_id: string;
  livemode: boolean;
  id: string;
  external_id: string | null;
  number: number;
  status: OrderStatus;
  source: string;
  line_items: LineItem[];
  total_amount: number;
  total_currency: string;
  customer_id: string | null;
  customer: PublicCustomer | null;
  customer_conflict: CustomerConflict | null;
  /** Null without a customer, and for orders older than this field. */
  customer_match: OrderCustomerMatch | null;
  shipping_address: Address | null;
  note: string | null;
  metadata: Record<string, string>;
  tracking: Tracking | null;
  cancellation: Cancellation | null;
  ordered_us: Micros;
  fulfilled_us: Micros | null;
  cancelled_us: Micros | null;
  created_us: Micros;
  updated_us: Micros;
}

export interface LineItemInput {
  listing_id?: string;
  stock_number?: string;
  quantity?: number;
  price?: Money | null;
}

export interface OrderInput {
  external_id?: string | null;
  line_items: LineItemInput[];
  customer?: CustomerInput | null;
  customer_id?: string | null;
  shipping_address?: Address | null;
  ordered_at?: string | null;
  note?: string | null;
  metadata?: Record<string, string>;
}

export interface CancelInput {
  reason?: CancelReason | null;
  note?: string | null;
  restock?: boolean;
}

/** The one serialiser of an order. */
export function showOrder(order: Order) {
  return {
    id: order.id,
    object: 'order' as const,
    is_test: !order.livemode,
    external_id: order.external_id,
    number: order.number,
    status: order.status,
    source: order.source,
    line_items: order.line_items,
    total: { amount: order.total_amount, currency: order.total_currency },
    customer: order.customer,
    shipping_address: order.shipping_address,
    note: order.note,
    metadata: order.metadata,
    tracking: order.tracking,
    cancellation: order.cancellation,
    ordered_at: formatTime(order.ordered_us),
    fulfilled_at: formatOptionalTime(order.fulfilled_us),
    cancelled_at: formatOptionalTime(order.cancelled_us),
    created_at: formatTime(order.created_us),
    updated_at: formatTime(order.updated_us),
  };
}

export type PublicOrder = ReturnType<typeof showOrder>;

/** What the dealer sees: also how the customer was met, and the difference that a sale must not fail for. */
export function showOrderToDealer(order: Order) {
  return {
    ...showOrder(order),
    customer_conflict: order.customer_conflict,
    customer_match: order.customer_match,
  };
}
