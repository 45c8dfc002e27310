import { SAMPLE_CHRONOGRAPHS } from './sample-listings-chronographs.ts';
import { SAMPLE_COMPLICATIONS } from './sample-listings-complications.ts';
import { SAMPLE_DIVE_WATCHES } from './sample-listings-dive.ts';
import { SAMPLE_DRESS_WATCHES } from './sample-listings-dress.ts';
import { SAMPLE_FIELD_WATCHES } from './sample-listings-field.ts';
import { SAMPLE_SPORTS_WATCHES } from './sample-listings-sports.ts';

interface SampleMoney {
  /** Whole minor units: cents for EUR, yen for JPY, fils (a thousandth) for KWD. */
  readonly amount: number;
  /** ISO 4217. */
  readonly currency: 'CHF' | 'EUR' | 'GBP' | 'JPY' | 'KWD' | 'USD';
}

interface SamplePhoto {
  readonly url: string;
  readonly position: number;
  readonly alt: string;
}

/** The body of `POST /api/dashboard/listings`, private fields included. */
export interface SampleListing {
  readonly stock_number: string;
  readonly title: string;
  readonly description: string;
  readonly brand: string;
  readonly model: string;
  readonly reference_number: string;
  readonly year: number | null;
  readonly year_precision: 'exact' | 'approximate' | 'unknown';
  readonly condition: 'new' | 'unworn' | 'mint' | 'very_good' | 'good' | 'fair' | 'poor' | 'incomplete';
  readonly has_box: boolean;
  readonly has_papers: boolean;
  /** The width where the case is rectangular. */
  readonly case_diameter_mm: number;
  readonly case_material: string;
  readonly bezel_material: string | null;
  readonly crystal: string | null;
  readonly dial_color: string;
  readonly bracelet_material: string | null;
  readonly movement: 'automatic' | 'manual' | 'quartz' | 'solar' | 'smart' | 'other';
  readonly caliber: string | null;
  readonly power_reserve_hours: number | null;
  readonly water_resistance_m: number | null;
  readonly complications: readonly string[];
  readonly gender: 'men' | 'women' | 'unisex';
  /** null = on request. */
  readonly price: SampleMoney | null;
  readonly photos: readonly SamplePhoto[];
  readonly location: { readonly country: string; readonly city: string };
  readonly handling_time_days: number;
  readonly quantity: number;
  readonly serial_number: string | null;
  /** null = on consignment. */
  readonly cost: SampleMoney | null;
  readonly internal_notes: string | null;
  readonly storage_location: string | null;
}

/** What the demo dealer has in stock, and what fills a sandbox whose dealer has published nothing yet. */
export const SAMPLE_LISTINGS: readonly SampleListing[] = [
  ...SAMPLE_DIVE_WATCHES,
  ...SAMPLE_CHRONOGRAPHS,
  ...SAMPLE_DRESS_WATCHES,
  ...SAMPLE_FIELD_WATCHES,
  ...SAMPLE_SPORTS_WATCHES,
  ...SAMPLE_COMPLICATIONS,
];
