import { ApiError } from '../api/api-error.ts';
import { LISTING_FIELDS, type ListingValues, NUMBER_FIELDS, titleOf } from './listing-values.ts';
import type { InventoryTexts } from './listing-words.ts';

const WHOLE_NUMBERS: readonly string[] = ['year', 'handling_time_days'];

/** The field of the form that a refusal's `param` names, as a path such as `photos.0.url`; null when none does. */
export function formPath(param: string | null): string | null {
  if (param === null) return null;
  const parts = param.replaceAll(/\[(\d+)\]/g, '.$1').split('.');
  const path = parts[0] === 'location' ? parts.slice(1) : parts;
  const [field] = path;
  if (!LISTING_FIELDS.some((name) => name === field)) return null;
  return field === 'photos' ? path.join('.') : field!;
}

/** The field and the words of a refusal that is about a field; null for any other failure. */
export function fieldError(error: unknown): { readonly path: string; readonly message: string } | null {
  if (!(error instanceof ApiError)) return null;
  const path = formPath(error.param);
  return path === null ? null : { path, message: error.message };
}

function photoErrors(t: InventoryTexts, values: ListingValues): [string, string][] {
  return values.photos.flatMap(({ url }, index): [string, string][] =>
    /^https?:\/\//i.test(url.trim()) && URL.canParse(url.trim())
      ? []
      : [[`photos.${index}.url`, t('form.badPhoto')]],
  );
}

function numberErrors(t: InventoryTexts, values: ListingValues): [string, string][] {
  return NUMBER_FIELDS.flatMap((name): [string, string][] => {
    const number = values[name] === '' ? null : Number(values[name]);
    const isFine = number === null || (WHOLE_NUMBERS.includes(name) ? Number.isInteger(number) : number >= 0);
    return isFine ? [] : [[name, t('form.needWhole')]];
  });
}

interface Situation {
  /** A new listing may do without a stock number: the hub makes one. */
  readonly isNew: boolean;
  readonly isSold: boolean;
}

/** What the hub would refuse anyway, by field, before anything is sent. */
export function listingErrors(
  t: InventoryTexts,
  values: ListingValues,
  { isNew, isSold }: Situation,
): Record<string, string> {
  const quantity = Number(values.quantity);
  const errors: [string, string][] = [...photoErrors(t, values), ...numberErrors(t, values)];
  if (titleOf(values) === '') errors.push(['title', t('form.needName')]);
  if (!isNew && values.stock_number.trim() === '') errors.push(['stock_number', t('form.needStockNumber')]);
  if (!isSold && !(Number.isInteger(quantity) && quantity >= 1)) {
    errors.push(['quantity', t('form.needQuantity')]);
  }
  return Object.fromEntries(errors);
}
