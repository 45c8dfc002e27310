import type { Listing } from '../api-shapes.ts';

export interface ProbeEvent {
  readonly id: string;
  readonly type: string;
  readonly body: string;
}

export interface ProbeEventParts {
  readonly type?: string;
  /** Of the listing; a new one by default. */
  readonly listingId?: string;
  readonly sequence?: number;
  readonly version?: number;
  /** A description of the greatest length has replaced another: 120 KB. */
  readonly isLarge?: boolean;
}

const DESCRIPTION_LENGTH_MAX = 20_000;

/** An event of the test world about a listing that does not exist, written as the hub writes it. */
export function newProbeEvent(parts: ProbeEventParts = {}): ProbeEvent {
  const { type = 'listing.updated', sequence = 1, isLarge = false } = parts;
  const previous = { description: isLarge ? '間'.repeat(DESCRIPTION_LENGTH_MAX) : 'Before.' };
  const id = `evt_${crypto.randomUUID().replaceAll('-', '')}`;
  const event = {
    id,
    object: 'event',
    type,
    api_version: '2026-05-07',
    created_at: `${new Date().toISOString().slice(0, -1)}000Z`,
    livemode: false,
    sequence,
    data: { object: newListing(parts), previous_attributes: previous },
  };
  return { id, type, body: JSON.stringify(event) };
}

function newListing({ listingId, version = 1, isLarge = false }: ProbeEventParts): Listing {
  const now = `${new Date().toISOString().slice(0, -1)}000Z`;
  return {
    id: listingId ?? crypto.randomUUID(),
    object: 'listing',
    is_test: true,
    stock_number: 'WTH-DOCTOR',
    status: 'published',
    quantity: 1,
    title: 'Ω Speedmaster “Moonwatch”: wth doctor',
    description: isLarge ? '時'.repeat(DESCRIPTION_LENGTH_MAX) : null,
    brand: 'Omega',
    model: 'Speedmaster',
    reference_number: '310.30.42.50.01.001',
    year: 2021,
    year_precision: 'exact',
    condition: 'mint',
    has_box: true,
    has_papers: true,
    case_diameter_mm: 42,
    case_material: 'steel',
    bezel_material: null,
    crystal: null,
    dial_color: 'black',
    bracelet_material: 'steel',
    movement: 'manual',
    caliber: '3861',
    power_reserve_hours: 50,
    water_resistance_m: 50,
    complications: ['chronograph'],
    gender: null,
    price: { amount: 685_000, currency: 'EUR' },
    photos: [],
    location: { country: 'DE', city: 'Köln' },
    handling_time_days: 2,
    version,
    published_at: now,
    sold_at: null,
    created_at: now,
    updated_at: now,
  };
}
