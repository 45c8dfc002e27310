import { invalidParameter } from './api-error.ts';
import { COUNTRY_CODES } from './countries.ts';
import type { ListingColumns, Photo } from './listing.ts';
import { assertMoney, type Money } from './money.ts';

export interface PhotoInput {
  url: string;
  position?: number;
  alt?: string | null;
}

/** What a dealer may send about a watch; omitted fields stay as they were. */
export interface ListingInput {
  stock_number?: string;
  title?: string;
  description?: string | null;
  brand?: string | null;
  model?: string | null;
  reference_number?: string | null;
  year?: number | null;
  year_precision?: string;
  condition?: string | null;
  has_box?: boolean | null;
  has_papers?: boolean | null;
  case_diameter_mm?: number | null;
  case_material?: string | null;
  bezel_material?: string | null;
  crystal?: string | null;
  dial_color?: string | null;
  bracelet_material?: string | null;
  movement?: string | null;
  caliber?: string | null;
  power_reserve_hours?: number | null;
  water_resistance_m?: number | null;
  complications?: readonly string[];
  gender?: string | null;
  price?: Money | null;
  photos?: readonly PhotoInput[];
  location?: { country?: string | null; city?: string | null } | null;
  handling_time_days?: number | null;
  serial_number?: string | null;
  cost?: Money | null;
  internal_notes?: string | null;
  storage_location?: string | null;
  quantity?: number;
  /** The version the dealer saw; needed to set a quantity. */
  version?: number;
}

/** A watch nothing is known of but what the input says. */
export const EMPTY_LISTING_COLUMNS: Omit<ListingColumns, 'stock_number' | 'title'> = {
  description: null,
  brand: null,
  model: null,
  reference_number: null,
  year: null,
  year_precision: 'unknown',
  condition: null,
  has_box: null,
  has_papers: null,
  case_diameter_mm: null,
  case_material: null,
  bezel_material: null,
  crystal: null,
  dial_color: null,
  bracelet_material: null,
  movement: null,
  caliber: null,
  power_reserve_hours: null,
  water_resistance_m: null,
  complications: [],
  gender: null,
  price_amount: null,
  price_currency: null,
  photos: [],
  location_country: null,
  location_city: null,
  handling_time_days: null,
  serial_number: null,
  cost_amount: null,
  cost_currency: null,
  internal_notes: null,
  storage_location: null,
};

function photosOf(input: readonly PhotoInput[]): Photo[] {
  const photos = input.map((photo, index) => {
    if (!/^https?:\/\//i.test(photo.url) || !URL.canParse(photo.url)) {
      throw invalidParameter(`photos[${index}].url`, 'must be an http or https address.');
    }
    return { url: photo.url, position: photo.position ?? index + 1, alt: photo.alt ?? null };
  });
  return photos.sort((left, right) => left.position - right.position);
}

/** Without the spaces around it: the import looks a listing up by the trimmed text of a cell. */
function stockNumberOf(text: string): string {
  const stockNumber = text.trim();
  if (stockNumber === '') throw invalidParameter('stock_number', 'must not be blank.');
  return stockNumber;
}

/**
 * The columns the input sets; nested values become flat ones.
 * @throws ApiError `invalid_parameter` for what a schema can't judge: blank stock number, currency, country, photo
 * address
 */
export function listingColumns(input: ListingInput): Partial<ListingColumns> {
  const { stock_number, price, cost, location, photos, quantity: _q, version: _v, ...plain } = input;
  if (price) assertMoney(price, 'price');
  if (cost) assertMoney(cost, 'cost');
  if (location?.country && !COUNTRY_CODES.has(location.country)) {
    throw invalidParameter('location.country', `${location.country} is not an ISO 3166-1 alpha-2 code.`);
  }
  const given = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined));
  return {
    ...given,
    ...(stock_number === undefined ? {} : { stock_number: stockNumberOf(stock_number) }),
    ...(price === undefined
      ? {}
      : { price_amount: price?.amount ?? null, price_currency: price?.currency ?? null }),
    ...(cost === undefined
      ? {}
      : { cost_amount: cost?.amount ?? null, cost_currency: cost?.currency ?? null }),
    ...(photos === undefined ? {} : { photos: photosOf(photos) }),
    ...(location === undefined
      ? {}
      : { location_country: location?.country ?? null, location_city: location?.city ?? null }),
  };
}

/** The given title, or one made of brand, model and reference. Null when nothing names the watch. */
export function titleOf(
  input: Pick<ListingInput, 'title' | 'brand' | 'model' | 'reference_number'>,
): string | null {
  const title =
    input.title?.trim() || [input.brand, input.model, input.reference_number].filter(Boolean).join(' ');
  return title === '' ? null : title;
}
