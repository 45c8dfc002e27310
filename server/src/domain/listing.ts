import type { Money } from './money.ts';
import { formatOptionalTime, formatTime, type Micros } from './time.ts';

export const LISTING_STATUSES = ['draft', 'published', 'unpublished', 'sold'] as const;
export type ListingStatus = (typeof LISTING_STATUSES)[number];

/** What a channel can see; a draft is never visible. */
export const PUBLIC_LISTING_STATUSES = ['published', 'unpublished', 'sold'] as const;

export const YEAR_PRECISIONS = ['exact', 'approximate', 'unknown'] as const;
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

export interface Photo {
  readonly url: string;
  readonly position: number;
  readonly alt: string | null;
}

/** The fields a dealer describes a watch with, as stored: flat, one column each. */
export interface ListingColumns {
  stock_number: string;
  title: string;
  description: string | null;
  brand: string | null;
  model: string | null;
  reference_number: string | null;
  year: number | null;
  year_precision: string;
  condition: string | null;
  has_box: boolean | null;
  has_papers: boolean | null;
  case_diameter_mm: number | null;
  case_material: string | null;
  bezel_material: string | null;
  crystal: string | null;
  dial_color: string | null;
  bracelet_material: string | null;
  movement: string | null;
  caliber: string | null;
  power_reserve_hours: number | null;
  water_resistance_m: number | null;
  complications: readonly string[];
  gender: string | null;
  price_amount: number | null;
  price_currency: string | null;
  photos: readonly Photo[];
  location_country: string | null;
  location_city: string | null;
  handling_time_days: number | null;
  serial_number: string | null;
  cost_amount: number | null;
  cost_currency: string | null;
  internal_notes: string | null;
  storage_location: string | null;
}

/** The part of a listing that only the state machine changes. */
export interface ListingStock {
  status: ListingStatus;
  status_before_sold: 'published' | 'unpublished' | null;
  quantity: number;
  /** Pieces sold by hand; what return-to-stock may give back. */
  marked_sold_quantity: number;
  published_us: Micros | null;
  sold_us: Micros | null;
}

export interface Listing extends ListingColumns, ListingStock {
  dealer_id: string;
  livemode: boolean;
  id: string;
  /** Quantity the last import set; see the import's three-way comparison. */
  imported_quantity: number | null;
  version: number;
  created_us: Micros;
  updated_us: Micros;
}

const money = (amount: number | null, currency: string | null): Money | null =>
  amount === null || currency === null ? null : { amount, currency };

/** The one serialiser of a listing: the API, events and feeds show exactly this, in this order. */
export function showListing(listing: Listing) {
  return {
    id: listing.id,
    object: 'listing' as const,
    is_test: !listing.livemode,
    stock_number: listing.stock_number,
    status: listing.status,
    quantity: listing.quantity,
    title: listing.title,
    description: listing.description,
    brand: listing.brand,
    model: listing.model,
    reference_number: listing.reference_number,
    year: listing.year,
    year_precision: listing.year_precision,
    condition: listing.condition,
    has_box: listing.has_box,
    has_papers: listing.has_papers,
    case_diameter_mm: listing.case_diameter_mm,
    case_material: listing.case_material,
    bezel_material: listing.bezel_material,
    crystal: listing.crystal,
    dial_color: listing.dial_color,
    bracelet_material: listing.bracelet_material,
    movement: listing.movement,
    caliber: listing.caliber,
    power_reserve_hours: listing.power_reserve_hours,
    water_resistance_m: listing.water_resistance_m,
    complications: listing.complications,
    gender: listing.gender,
    price: money(listing.price_amount, listing.price_currency),
    photos: listing.photos,
    location: { country: listing.location_country, city: listing.location_city },
    handling_time_days: listing.handling_time_days,
    version: listing.version,
    published_at: formatOptionalTime(listing.published_us),
    sold_at: formatOptionalTime(listing.sold_us),
    created_at: formatTime(listing.created_us),
    updated_at: formatTime(listing.updated_us),
  };
}

export type PublicListing = ReturnType<typeof showListing>;

/** What the dealer sees: the public fields and the private ones. */
export function showListingToDealer(listing: Listing) {
  return {
    ...showListing(listing),
    serial_number: listing.serial_number,
    cost: money(listing.cost_amount, listing.cost_currency),
    internal_notes: listing.internal_notes,
    storage_location: listing.storage_location,
    marked_sold_quantity: listing.marked_sold_quantity,
  };
}

export type DealerListing = ReturnType<typeof showListingToDealer>;
