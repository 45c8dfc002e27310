import { keepPreviousData, type QueryKey, queryOptions } from '@tanstack/react-query';
import { dashboardApi } from './request.ts';
import type { Address, Delivery, Listing, Mode, Money, Order, OrderStatus, Page } from './shapes.ts';

export interface OrderFilter {
  readonly mode: Mode;
  readonly status?: string;
  /** In number, external id, watches and customer. */
  readonly q?: string;
  readonly customer_id?: string;
  readonly source?: string;
  /** When the order reached the hub: from, and before. RFC 3339. */
  readonly from?: string;
  readonly to?: string;
}

export const ordersKey = (filter: OrderFilter): QueryKey => ['orders', 'list', filter];

/** Newest change first. */
export const fetchOrders = (filter: OrderFilter, after: string | undefined, signal: AbortSignal) =>
  dashboardApi.get<Page<Order>>('/orders', { query: { ...filter, after }, signal });

export type OrderCounts = Readonly<Record<OrderStatus | 'all', number>>;

/** How many orders the filter finds, by status; its own status doesn't matter. */
export const orderCountsQuery = ({ status: _, ...query }: OrderFilter) =>
  queryOptions({
    queryKey: ['orders', 'counts', query],
    queryFn: ({ signal }) => dashboardApi.get<OrderCounts>('/orders/counts', { query: { ...query }, signal }),
    placeholderData: keepPreviousData,
  });

export const orderQuery = (mode: Mode, id: string) =>
  queryOptions({
    queryKey: ['orders', 'one', mode, id],
    queryFn: ({ signal }) =>
      dashboardApi.get<Order>(`/orders/${encodeURIComponent(id)}`, { query: { mode }, signal }),
  });

const DELIVERIES_SHOWN = 50;
const PENDING_REFETCH_MS = 2_000;
const SETTLED_REFETCH_MS = 10_000;

/** Webhooks that tell of the order, newest first; asked for more often while one is on its way. */
export const orderDeliveriesQuery = (mode: Mode, orderId: string) =>
  queryOptions({
    queryKey: ['deliveries', 'of-order', mode, orderId],
    queryFn: ({ signal }) =>
      dashboardApi.get<Page<Delivery>>('/deliveries', {
        query: { mode, q: orderId, limit: DELIVERIES_SHOWN },
        signal,
      }),
    refetchInterval: ({ state }) =>
      state.data?.data.some((it) => it.status === 'pending') ? PENDING_REFETCH_MS : SETTLED_REFETCH_MS,
  });

export interface CustomerBody {
  external_id?: string;
  email?: string;
  phone?: string;
  first_name?: string;
  last_name?: string;
  company?: string;
  vat_number?: string;
  address?: Address;
}

export interface OrderBody {
  external_id?: string;
  line_items: { listing_id: string; quantity: number; price: Money }[];
  customer?: CustomerBody;
  customer_id?: string;
  shipping_address?: Address;
  ordered_at?: string;
  note?: string;
  metadata?: Record<string, string>;
}

export const createOrder = (mode: Mode, body: OrderBody) =>
  dashboardApi.post<Order>('/orders', { query: { mode }, body });

export interface TrackingBody {
  readonly carrier: string | null;
  readonly number: string | null;
  readonly url: string | null;
}

/** @param tracking null when nothing is known of the parcel */
export const fulfillOrder = (mode: Mode, id: string, tracking: TrackingBody | null) =>
  dashboardApi.post<Order>(`/orders/${encodeURIComponent(id)}/fulfill`, {
    query: { mode },
    body: { tracking },
  });

export interface CancelBody {
  readonly reason: string | null;
  readonly note: string | null;
  readonly restock: boolean;
}

export const cancelOrder = (mode: Mode, id: string, body: CancelBody) =>
  dashboardApi.post<Order>(`/orders/${encodeURIComponent(id)}/cancel`, { query: { mode }, body });

/** What an order written, fulfilled or cancelled changes elsewhere. */
export const ORDER_RENEWS: readonly QueryKey[] = [
  ['orders'],
  ['listings'],
  ['customers'],
  ['deliveries'],
  ['overview'],
];

const CHOICES = 20;

/** Listings the dealer can put into an order: published or not, with a piece in stock. */
export async function findOrderable(mode: Mode, q: string, signal: AbortSignal): Promise<readonly Listing[]> {
  const pages = await Promise.all(
    ['published', 'unpublished'].map((status) =>
      dashboardApi.get<Page<Listing>>('/listings', { query: { mode, status, q, limit: CHOICES }, signal }),
    ),
  );
  return pages.flatMap((page) => page.data);
}

/** Tells whether a listing can be put into an order. */
export const isOrderable = ({ status, quantity }: Listing): boolean =>
  (status === 'published' || status === 'unpublished') && quantity > 0;

export const orderableQuery = (mode: Mode, id: string) =>
  queryOptions({
    queryKey: ['listings', 'for-order', mode, id],
    queryFn: ({ signal }) =>
      dashboardApi.get<Listing>(`/listings/${encodeURIComponent(id)}`, { query: { mode }, signal }),
  });
