import type { RowValues } from '../api/imports.ts';
import type { Money } from '../api/shapes.ts';
import { formatMoney } from '../components/money.ts';

/** One field that a row fills, as the API names it, with a value that is yet to be written for people. */
export interface UnderstoodValue {
  readonly field: string;
  readonly value:
    | string
    | number
    | boolean
    | Money
    | readonly string[]
    | { readonly photoCount: number }
    | null;
}

/** Stored in two columns, shown as one field. */
const FIELDS: Readonly<Record<string, string>> = {
  price_amount: 'price',
  cost_amount: 'cost',
  location_country: 'location.country',
  location_city: 'location.city',
};
const PARTS = new Set(['price_currency', 'cost_currency']);
/** Written with underscores: `very_good`. */
const WORDS = new Set(['condition', 'movement', 'year_precision']);

type Columns = RowValues['columns'];

function moneyOf(columns: Columns, name: 'price' | 'cost'): Money | null {
  const amount = columns[`${name}_amount`];
  const currency = columns[`${name}_currency`];
  return typeof amount === 'number' && typeof currency === 'string' ? { amount, currency } : null;
}

function readColumn(columns: Columns, column: string): UnderstoodValue['value'] {
  const value = columns[column];
  if (column === 'price_amount') return moneyOf(columns, 'price');
  if (column === 'cost_amount') return moneyOf(columns, 'cost');
  if (column === 'photos') return { photoCount: Array.isArray(value) ? value.length : 0 };
  if (Array.isArray(value)) return value.map(String);
  if (typeof value === 'number' || typeof value === 'boolean' || value == null) return value ?? null;
  return WORDS.has(column) ? String(value).replaceAll('_', ' ') : String(value);
}

/** Everything a row was understood to say, in the order it was read. */
export function understoodValues({ columns, quantity }: RowValues): UnderstoodValue[] {
  const values = Object.keys(columns)
    .filter((column) => !PARTS.has(column))
    .map((column) => ({ field: FIELDS[column] ?? column, value: readColumn(columns, column) }));
  return quantity === undefined ? values : [...values, { field: 'quantity', value: quantity }];
}

/** Its title, else what one would be made of. */
export function nameOfWatch(values: RowValues | null): string {
  const { title, brand, model, reference_number } = values?.columns ?? {};
  if (typeof title === 'string' && title !== '') return title;
  return [brand, model, reference_number].filter((part) => typeof part === 'string').join(' ');
}

export function formatRowPrice(values: RowValues | null): string | null {
  const price = moneyOf(values?.columns ?? {}, 'price');
  return price === null ? null : formatMoney(price);
}
