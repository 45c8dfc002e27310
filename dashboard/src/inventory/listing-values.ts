import type { ListingInput } from '../api/listings.ts';
import type { Money } from '../api/shapes.ts';

export const TEXT_FIELDS = [
  'stock_number',
  'title',
  'description',
  'brand',
  'model',
  'reference_number',
  'case_material',
  'bezel_material',
  'crystal',
  'dial_color',
  'bracelet_material',
  'caliber',
  'gender',
  'serial_number',
  'internal_notes',
  'storage_location',
] as const;
export const NUMBER_FIELDS = [
  'year',
  'case_diameter_mm',
  'power_reserve_hours',
  'water_resistance_m',
  'handling_time_days',
] as const;
export const CHOICE_FIELDS = ['condition', 'movement'] as const;
export const ANSWER_FIELDS = ['has_box', 'has_papers'] as const;
export const MONEY_FIELDS = ['price', 'cost'] as const;

type TextField = (typeof TEXT_FIELDS)[number];
type NumberField = (typeof NUMBER_FIELDS)[number];
export type Answer = 'yes' | 'no' | 'unknown';

export interface PhotoValues {
  /** Keeps a photo's inputs with it when the order changes; never sent. */
  readonly key: string;
  readonly url: string;
  readonly alt: string;
}

/** A listing as the inputs of its form hold it: an empty field is an empty text, never null. */
export type ListingValues = Record<TextField, string> &
  Record<NumberField, number | string> &
  Record<(typeof CHOICE_FIELDS)[number], string | null> &
  Record<(typeof ANSWER_FIELDS)[number], Answer> &
  Record<(typeof MONEY_FIELDS)[number], Money | null> & {
    year_precision: string;
    quantity: number | string;
    complications: string[];
    photos: PhotoValues[];
    country: string | null;
    city: string;
  };

export type ListingField = keyof ListingValues;

const OTHER_FIELDS = ['year_precision', 'quantity', 'complications', 'photos', 'country', 'city'] as const;

/** In no order of importance: the form's sections have that. */
export const LISTING_FIELDS: readonly ListingField[] = [
  ...TEXT_FIELDS,
  ...NUMBER_FIELDS,
  ...CHOICE_FIELDS,
  ...ANSWER_FIELDS,
  ...MONEY_FIELDS,
  ...OTHER_FIELDS,
];

/** What the form edits of a listing. */
export type ListingFields = Required<Omit<ListingInput, 'version'>>;

function pick<const Name extends string, Value>(names: readonly Name[], value: (name: Name) => Value) {
  return Object.fromEntries(names.map((name) => [name, value(name)])) as Record<Name, Value>;
}

const answerOf = (value: boolean | null): Answer => (value === null ? 'unknown' : value ? 'yes' : 'no');

export const newPhoto = (url = '', alt = ''): PhotoValues => ({ key: crypto.randomUUID(), url, alt });

export function toValues(listing: ListingFields): ListingValues {
  return {
    ...pick(TEXT_FIELDS, (name) => listing[name] ?? ''),
    ...pick(NUMBER_FIELDS, (name) => listing[name] ?? ''),
    ...pick(CHOICE_FIELDS, (name) => listing[name]),
    ...pick(ANSWER_FIELDS, (name) => answerOf(listing[name])),
    ...pick(MONEY_FIELDS, (name) => listing[name]),
    year_precision: listing.year_precision,
    quantity: listing.quantity,
    complications: [...listing.complications],
    photos: listing.photos.map((photo) => newPhoto(photo.url, photo.alt ?? '')),
    country: listing.location.country,
    city: listing.location.city ?? '',
  };
}

export const EMPTY_LISTING: ListingFields = {
  ...pick(TEXT_FIELDS, () => ''),
  ...pick(NUMBER_FIELDS, () => null),
  ...pick(CHOICE_FIELDS, () => null),
  ...pick(ANSWER_FIELDS, () => null),
  ...pick(MONEY_FIELDS, () => null),
  year_precision: 'unknown',
  quantity: 1,
  complications: [],
  photos: [],
  location: { country: null, city: null },
};

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());

const numberOrNull = (value: number | string): number | null =>
  typeof value === 'number' ? value : orNull(value) === null ? null : Number(value);

const ANSWERS = { yes: true, no: false, unknown: null } as const;

/** What the form holds, as the hub takes it: the other way round. */
export function toFields(values: ListingValues): ListingFields {
  return {
    ...pick(TEXT_FIELDS, (name) => orNull(values[name])),
    stock_number: values.stock_number.trim(),
    title: values.title.trim(),
    ...pick(NUMBER_FIELDS, (name) => numberOrNull(values[name])),
    ...pick(CHOICE_FIELDS, (name) => values[name]),
    ...pick(ANSWER_FIELDS, (name) => ANSWERS[values[name]]),
    ...pick(MONEY_FIELDS, (name) => values[name]),
    year_precision: values.year_precision,
    quantity: numberOrNull(values.quantity) ?? 1,
    complications: values.complications,
    photos: values.photos.map(({ url, alt }, index) => ({
      url: url.trim(),
      position: index + 1,
      alt: orNull(alt),
    })),
    location: { country: values.country, city: orNull(values.city) },
  };
}

/** Only the named fields; the hub replaces a location as a whole. */
export function toInput(values: ListingValues, names: readonly ListingField[]): ListingInput {
  const fields = toFields(values);
  const sent = new Set(
    names.map((name): keyof ListingFields => (name === 'country' || name === 'city' ? 'location' : name)),
  );
  return Object.fromEntries([...sent].map((name) => [name, fields[name]])) as ListingInput;
}

/** The headline: the one given, else made of what names the watch. Empty when nothing does. */
export function titleOf(values: Pick<ListingValues, 'title' | 'brand' | 'model' | 'reference_number'>) {
  const made = [values.brand, values.model, values.reference_number].map((text) => text.trim());
  return values.title.trim() || made.filter((text) => text !== '').join(' ');
}
