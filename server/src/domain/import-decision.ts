import { mergePhotos, readComplications, showComplications } from './csv-lists.ts';
import { cleanField, type RowProblem, type RowValues } from './csv-row.ts';
import type { ImportField } from './import-fields.ts';
import type { Listing, ListingColumns, Photo } from './listing.ts';
import { EMPTY_LISTING_COLUMNS, titleOf } from './listing-input.ts';
import { publish, type StockChange, setQuantity } from './listing-state.ts';
import { isSameJson } from './same-json.ts';
import type { Micros } from './time.ts';

export type ListingChanges = Partial<ListingColumns> & StockChange & { imported_quantity?: number };

export interface UpdateDecision {
  readonly changes: ListingChanges;
  /** Something the dealer can see changes; else at most the base of the next comparison of quantities. */
  readonly isUpdate: boolean;
  readonly warnings: readonly RowProblem[];
}

const fieldOf = (column: string): ImportField =>
  (column === 'location_city' ? 'location.city' : column) as ImportField;

/** Whether a cell that was written from the stored value would read like this: spaces and the like don't count. */
function readsAlike(column: string, stored: unknown, read: unknown): boolean {
  if (isSameJson(stored, read)) return true;
  if (typeof stored === 'string' && typeof read === 'string') {
    return (
      column !== 'price_currency' &&
      column !== 'cost_currency' &&
      cleanField(fieldOf(column), stored) === read
    );
  }
  if (column !== 'complications') return false;
  const again = readComplications(showComplications(stored as string[]));
  return again !== null && 'value' in again && isSameJson(again.value, read);
}

/** The columns that differ from what is stored. */
function changedColumns(listing: Listing, columns: Partial<ListingColumns>): Partial<ListingColumns> {
  const changed: Partial<ListingColumns> = {};
  for (const [column, read] of Object.entries(columns)) {
    const stored = listing[column as keyof ListingColumns];
    const value = column === 'photos' ? mergePhotos(stored as Photo[], read as Photo[]) : read;
    if (column === 'photos' ? value === null : readsAlike(column, stored, value)) continue;
    Object.assign(changed, { [column]: value });
  }
  // A year given without a remark is exact; one that is known already says nothing new about that.
  if (changed.year !== undefined && columns.year_precision === undefined) changed.year_precision = 'exact';
  return changed;
}

/**
 * The three-way comparison: a quantity is taken from the file only when nobody else has changed it since the last
 * import set it, or when the row carries the listing's current version. So yesterday's file can't bring back
 * what was sold since.
 * @throws ApiError `invalid_state` for quantity 0 of a listing that is not on sale
 */
function decideQuantity(
  listing: Listing,
  values: RowValues,
  nowUs: Micros,
): { change: ListingChanges; warning?: RowProblem } {
  const { quantity, version } = values;
  if (quantity === undefined) return { change: {} };
  const base = listing.imported_quantity;
  if (quantity === listing.quantity)
    return { change: base === quantity ? {} : { imported_quantity: quantity } };
  if (base === listing.quantity || version === listing.version) {
    return { change: { ...setQuantity(listing, quantity, nowUs), imported_quantity: quantity } };
  }
  const why =
    base === null ? 'it was not set by an import' : `it has changed since an import set it to ${base}`;
  return {
    change: {},
    warning: {
      field: 'quantity',
      code: 'quantity_kept',
      message: `quantity: stays ${listing.quantity}, since ${why}. To set it, export the list, change it there and import that.`,
    },
  };
}

/**
 * What a row changes about a listing that is not sold.
 * @throws ApiError `invalid_state`
 */
export function decideUpdate(
  listing: Listing,
  values: RowValues,
  options: { readonly publish: boolean },
  nowUs: Micros,
): UpdateDecision {
  const columns = changedColumns(listing, values.columns);
  const { change, warning } = decideQuantity(listing, values, nowUs);
  const isUnseen = listing.status === 'draft' && listing.published_us === null;
  const changes = { ...columns, ...change, ...(options.publish && isUnseen ? publish(listing, nowUs) : {}) };
  const { imported_quantity: _, ...visible } = changes;
  return {
    changes,
    isUpdate: Object.keys(visible).length > 0,
    warnings: warning === undefined ? [] : [warning],
  };
}

/** The columns and quantity of a new listing, or why there can't be one. */
export function decideCreate(
  stockNumber: string,
  values: RowValues,
): { columns: ListingColumns; quantity: number } | RowProblem {
  const { columns, quantity = 1 } = values;
  const title = titleOf(columns);
  if (title === null) {
    const message = 'title: is missing, and there is no brand, model or reference number to make one of.';
    return { field: 'title', code: 'missing', message };
  }
  if (quantity === 0) {
    return {
      field: 'quantity',
      code: 'no_pieces',
      message: 'quantity: a new listing has at least one piece.',
    };
  }
  const year_precision = columns.year_precision ?? (columns.year == null ? 'unknown' : 'exact');
  return {
    // A title made of three texts may be longer than one may be.
    columns: {
      ...EMPTY_LISTING_COLUMNS,
      ...columns,
      year_precision,
      stock_number: stockNumber,
      title: [...title].slice(0, 500).join(''),
    },
    quantity,
  };
}
