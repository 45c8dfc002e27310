import type { TFunction } from 'i18next';
import type { Listing } from '../api/shapes.ts';
import { countryName } from '../components/countries.ts';
import { formatMoney } from '../components/money.ts';
import type { ListingField, ListingValues } from './listing-values.ts';

export const CONDITIONS = [
  'new',
  'unworn',
  'mint',
  'very_good',
  'good',
  'fair',
  'poor',
  'incomplete',
] as const;
export const MOVEMENTS = ['automatic', 'manual', 'quartz', 'solar', 'smart', 'other'] as const;
export const YEAR_PRECISIONS = ['exact', 'approximate', 'unknown'] as const;

export type InventoryTexts = TFunction<'inventory'>;

/** The word for a value of the API; the value itself where a newer hub has one we don't know. */
function wordOf<const Value extends string>(
  known: readonly Value[],
  value: string,
  word: (value: Value) => string,
): string {
  const found = known.find((it) => it === value);
  return found === undefined ? value : word(found);
}

export const conditionWord = (t: InventoryTexts, value: string): string =>
  wordOf(CONDITIONS, value, (known) => t(`conditions.${known}`));

export const movementWord = (t: InventoryTexts, value: string): string =>
  wordOf(MOVEMENTS, value, (known) => t(`movements.${known}`));

export const precisionWord = (t: InventoryTexts, value: string): string =>
  wordOf(YEAR_PRECISIONS, value, (known) => t(`yearPrecisions.${known}`));

/** "about 1968" where the year is an estimate; null without a year. */
export function yearText(
  t: InventoryTexts,
  { year, year_precision }: Pick<Listing, 'year' | 'year_precision'>,
): string | null {
  if (year === null) return null;
  return year_precision === 'approximate' ? t('yearAbout', { year }) : String(year);
}

/** A field of the form as people read it; empty when there is nothing in it. */
export function fieldText(t: InventoryTexts, values: ListingValues, name: ListingField): string {
  switch (name) {
    case 'price':
    case 'cost':
      return values[name] === null ? '' : formatMoney(values[name]);
    case 'has_box':
    case 'has_papers':
      return t(`answers.${values[name]}`);
    case 'condition':
      return values.condition === null ? '' : conditionWord(t, values.condition);
    case 'movement':
      return values.movement === null ? '' : movementWord(t, values.movement);
    case 'year_precision':
      return precisionWord(t, values.year_precision);
    case 'country':
      return values.country === null ? '' : countryName(values.country);
    case 'complications':
      return values.complications.join(', ');
    case 'photos':
      return t('photos.count', { count: values.photos.length });
    default:
      return String(values[name]);
  }
}
