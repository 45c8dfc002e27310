import { queryOptions } from '@tanstack/react-query';
import { dashboardApi, formatQuery } from './request.ts';
import type { Listing, ListingStatus, Mode, Money, Order, Page } from './shapes.ts';

/** What a listing can be written with; fields left out stay as they are. `version` is the one the writer saw. */
export type ListingInput = Partial<
  Omit<Listing, 'id' | 'is_test' | 'status' | 'marked_sold_quantity' | `${string}_at`>
>;

export interface ListingsFilter {
  readonly status?: ListingStatus | undefined;
  /** Found in brand, model, title, reference, stock number and serial number. */
  readonly q?: string;
  readonly sort?: string;
  readonly order?: string;
}

export type ListingCounts = Readonly<Record<'all' | ListingStatus, number>>;

export type ListingAction = 'publish' | 'unpublish' | 'mark-sold' | 'return-to-stock';

/** One thing done to many listings. */
export type BulkAction =
  | { readonly action: 'publish' | 'unpublish' | 'mark_sold' | 'return_to_stock' | 'delete' }
  /** Null = on request. */
  | { readonly action: 'set_price'; readonly price: Money | null }
  /** `round_to` in major units (10 = to full tens of euros). */
  | { readonly action: 'change_price_percent'; readonly percent: number; readonly round_to?: number };

export interface BulkRowResult {
  readonly id: string;
  readonly status: 'changed' | 'unchanged' | 'failed';
  readonly error?: { readonly code: string; readonly message: string };
}

export interface BulkResult {
  readonly changed: number;
  readonly unchanged: number;
  readonly failed: number;
  readonly results: readonly BulkRowResult[];
}

/** Everything of a world's stock that is in memory. */
export const listingsKey = (mode: Mode) => ['listings', mode] as const;

export const listListings = (
  mode: Mode,
  filter: ListingsFilter,
  page: {
    readonly limit: number;
    readonly after?: string | undefined;
    readonly signal?: AbortSignal | undefined;
  },
) =>
  dashboardApi.get<Page<Listing>>('/listings', {
    query: { mode, ...filter, limit: page.limit, after: page.after },
    signal: page.signal,
  });

export const listingCountsQuery = (mode: Mode, q: string) =>
  queryOptions({
    queryKey: [...listingsKey(mode), 'counts', q],
    queryFn: ({ signal }) =>
      dashboardApi.get<ListingCounts>('/listings/counts', { query: { mode, q }, signal }),
  });

export const listingQuery = (mode: Mode, id: string) =>
  queryOptions({
    queryKey: [...listingsKey(mode), 'one', id],
    queryFn: ({ signal }) =>
      dashboardApi.get<Listing>(`/listings/${encodeURIComponent(id)}`, { query: { mode }, signal }),
  });

export const createListing = (mode: Mode, input: ListingInput) =>
  dashboardApi.post<Listing>('/listings', { query: { mode }, body: input });

export const updateListing = (mode: Mode, id: string, input: ListingInput) =>
  dashboardApi.patch<Listing>(`/listings/${encodeURIComponent(id)}`, { query: { mode }, body: input });

export const deleteListing = (mode: Mode, id: string) =>
  dashboardApi.delete(`/listings/${encodeURIComponent(id)}`, { query: { mode } });

export const actOnListing = (mode: Mode, id: string, action: ListingAction) =>
  dashboardApi.post<Listing>(`/listings/${encodeURIComponent(id)}/${action}`, { query: { mode }, body: {} });

/** @param ids at most 200 */
export const changeListings = (mode: Mode, ids: readonly string[], action: BulkAction) =>
  dashboardApi.post<BulkResult>('/listings/bulk', { query: { mode }, body: { ids, ...action } });

/** Where the CSV of a world's stock is, or of one status. */
export const exportUrl = (mode: Mode, status?: ListingStatus) =>
  `/api/dashboard/listings/export.csv${formatQuery({ mode, status })}`;

/** Orders with the listing on one of their lines, newest first. */
export const ordersOfListingQuery = (mode: Mode, listing: Pick<Listing, 'id' | 'stock_number'>) =>
  queryOptions({
    queryKey: ['orders', mode, 'of-listing', listing.id, listing.stock_number],
    queryFn: async ({ signal }) => {
      const query = { mode, q: listing.stock_number, limit: 50 };
      const { data } = await dashboardApi.get<Page<Order>>('/orders', { query, signal });
      return data.filter((order) => order.line_items.some((line) => line.listing_id === listing.id));
    },
  });
