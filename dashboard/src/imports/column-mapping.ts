import type { ImportColumn } from '../api/imports.ts';

/** Field by column header, as the dealer wants it; null = left out. */
export type Mapping = Readonly<Record<string, string | null>>;

/** Tells the listings apart: without it there is no import. */
const ESSENTIAL_FIELD = 'stock_number';

export const mappingOf = (columns: readonly ImportColumn[]): Mapping =>
  Object.fromEntries(columns.map(({ header, field }) => [header, field]));

/** The column that fills a field; null when none does. */
export const columnOf = (mapping: Mapping, field: string): string | null =>
  Object.entries(mapping).find(([, filled]) => filled === field)?.[0] ?? null;

/** One column fills another field, or none. A field that another column fills is moved from there. */
export function withField(mapping: Mapping, header: string, field: string | null): Mapping {
  const other = field === null ? null : columnOf(mapping, field);
  return { ...mapping, ...(other === null ? {} : { [other]: null }), [header]: field };
}

export const isSameMapping = (left: Mapping, right: Mapping): boolean =>
  Object.keys(left).length === Object.keys(right).length &&
  Object.entries(left).every(([header, field]) => right[header] === field);

export const hasStockNumber = (mapping: Mapping): boolean => columnOf(mapping, ESSENTIAL_FIELD) !== null;

export const countLeftOut = (mapping: Mapping): number =>
  Object.values(mapping).filter((field) => field === null).length;
