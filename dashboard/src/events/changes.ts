import type { HubEvent, Money } from '../api/shapes.ts';
import { formatMoney } from '../components/money.ts';

type Json =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly Json[]
  | { readonly [name: string]: Json };

/** One field before and after an event. A boolean stays one, null = it held nothing, all else is text to read. */
export interface Change {
  /** In the API's spelling, words apart: "reference number". */
  readonly field: string;
  readonly before: string | boolean | null;
  readonly after: string | boolean | null;
}

/** What an event changed, field by field; empty when it tells of no previous values. */
export function listChanges(event: HubEvent): readonly Change[] {
  const previous = (event.data.previous_attributes ?? {}) as Readonly<Record<string, Json>>;
  const current = event.data.object as Readonly<Record<string, Json>>;
  return Object.entries(previous).map(([field, before]) => ({
    field: field.replaceAll('_', ' '),
    before: readable(before),
    after: readable(current[field]),
  }));
}

function readable(value: Json): string | boolean | null {
  if (typeof value === 'boolean') return value;
  const text = toText(value);
  return text === '' ? null : text;
}

function toText(value: Json): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'object') return String(value);
  if (isList(value)) {
    const separator = value.some((item) => typeof item === 'object') ? '\n' : ', ';
    return value.map(toText).join(separator);
  }
  if (isMoney(value)) return formatMoney(value);
  // A photo is known by its address, a place by its parts.
  const parts = typeof value.url === 'string' ? [value.url, value.alt] : Object.values(value);
  return parts
    .map(toText)
    .filter((part) => part !== '')
    .join(', ');
}

const isList = (value: object): value is readonly Json[] => Array.isArray(value);

const isMoney = (value: object): value is Money =>
  'amount' in value &&
  typeof value.amount === 'number' &&
  'currency' in value &&
  typeof value.currency === 'string';
