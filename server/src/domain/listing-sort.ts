import { ApiError } from './api-error.ts';
import { openCursor, sealCursor } from './cursor.ts';
import { isUuid } from './ids.ts';

/** What the dealer's own list can be sorted by: names of the listing's fields. */
export const LISTING_SORTS = [
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
] as const;

export const SORT_ORDERS = ['asc', 'desc'] as const;

export interface ListingSort {
  readonly by: (typeof LISTING_SORTS)[number];
  readonly order: (typeof SORT_ORDERS)[number];
}

export type SortKey = string | number | null;

/** Where a page ended: the last row's sort keys as the database compares them, and its id, which breaks ties. */
export interface SortPlace {
  readonly keys: readonly SortKey[];
  readonly id: string;
}

const TEXT = ['string'];
const NUMBER = ['number'];

/** The keys of a sort. All are null together, and only in some sorts: a price has no currency without an amount. */
const KEY_TYPES: Readonly<Record<ListingSort['by'], readonly string[]>> = {
  updated_at: NUMBER,
  created_at: NUMBER,
  stock_number: TEXT,
  brand: TEXT,
  model: TEXT,
  reference_number: TEXT,
  year: NUMBER,
  price: [...TEXT, ...NUMBER],
  quantity: NUMBER,
  status: NUMBER,
  title: TEXT,
};

/** Sorts of columns that may be empty; those rows come last in either order. */
const NULLABLE_SORTS: readonly string[] = ['brand', 'model', 'reference_number', 'year', 'price'];

export const hasNullKeys = (by: ListingSort['by']): boolean => NULLABLE_SORTS.includes(by);

/** So that the cursor of one order is refused by another. */
const listName = (sort: ListingSort): string => `inventory:${sort.by}:${sort.order}`;

export function encodeSortCursor(sort: ListingSort, place: SortPlace): string {
  return sealCursor(listName(sort), JSON.stringify([...place.keys, place.id]));
}

/** Anybody can make up a cursor that seals well; what the database would choke on is refused here. */
function isKey(key: unknown, type: string): key is SortKey {
  if (typeof key === 'number') return type === 'number' && Number.isSafeInteger(key);
  return typeof key === 'string' && type === 'string' && key.isWellFormed() && !key.includes('\0');
}

function parsePlace(text: string): unknown[] | null {
  try {
    const place: unknown = JSON.parse(text);
    return Array.isArray(place) ? place : null;
  } catch {
    return null;
  }
}

/** @throws ApiError `invalid_cursor`, also for the cursor of another sort or order */
export function decodeSortCursor(sort: ListingSort, text: string): SortPlace {
  const types = KEY_TYPES[sort.by];
  const place = parsePlace(openCursor(listName(sort), text)) ?? [];
  const keys = place.slice(0, -1);
  const id = place.at(-1);
  const isEmpty = hasNullKeys(sort.by) && keys.every((key) => key === null);
  const areKeys =
    keys.length === types.length && (isEmpty || keys.every((key, at) => isKey(key, types[at]!)));
  if (!areKeys || typeof id !== 'string' || !isUuid(id)) {
    throw new ApiError('invalid_cursor', { param: 'after' });
  }
  return { keys: keys as SortKey[], id };
}
