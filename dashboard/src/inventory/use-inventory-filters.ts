import type { ListingsFilter } from '../api/listings.ts';
import type { ListingStatus } from '../api/shapes.ts';
import type { Sort } from '../components/column.ts';
import { useUrlFilters } from '../components/use-url-filters.ts';

export const STATUSES: readonly ListingStatus[] = ['draft', 'published', 'unpublished', 'sold'];

/** What was changed last stands first. */
const DEFAULT_SORT: Sort = { key: 'updated_at', order: 'desc' };

/** Names the hub sorts by; what else stands in an address is a mistake and means the default. */
export const LISTING_SORTS: readonly string[] = [
  'updated_at',
  'created_at',
  'stock_number',
  'brand',
  'model',
  'reference_number',
  'year',
  'price',
  'quantity',
  'status',
  'title',
];

/** Tab, search and order of the list, kept in the address. */
export function useInventoryFilters() {
  const { filters, setFilters } = useUrlFilters(['status', 'q', 'sort', 'order']);
  const status = STATUSES.find((it) => it === filters.status);
  const sort: Sort = LISTING_SORTS.includes(filters.sort)
    ? { key: filters.sort, order: filters.order === 'desc' ? 'desc' : 'asc' }
    : DEFAULT_SORT;
  const filter: ListingsFilter = { status, q: filters.q.slice(0, 200), sort: sort.key, order: sort.order };
  const setSort = (next: Sort) => {
    const isDefault = next.key === DEFAULT_SORT.key && next.order === DEFAULT_SORT.order;
    setFilters(isDefault ? { sort: '', order: '' } : { sort: next.key, order: next.order });
  };
  return { status, q: filters.q, sort, filter, setFilters, setSort };
}

export type InventoryFilters = ReturnType<typeof useInventoryFilters>;
