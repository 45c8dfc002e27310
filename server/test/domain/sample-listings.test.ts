import { describe, expect, it } from 'vitest';
import { SAMPLE_LISTINGS, type SampleListing } from '../../src/domain/sample-listings.ts';

const FIELDS = [
  'stock_number',
  'title',
  'description',
  'brand',
  'model',
  'reference_number',
  'year',
  'year_precision',
  'condition',
  'has_box',
  'has_papers',
  'case_diameter_mm',
  'case_material',
  'bezel_material',
  'crystal',
  'dial_color',
  'bracelet_material',
  'movement',
  'caliber',
  'power_reserve_hours',
  'water_resistance_m',
  'complications',
  'gender',
  'price',
  'photos',
  'location',
  'handling_time_days',
  'quantity',
  'serial_number',
  'cost',
  'internal_notes',
  'storage_location',
];

const CONDITIONS = ['new', 'unworn', 'mint', 'very_good', 'good', 'fair', 'poor', 'incomplete'];
const MOVEMENTS = ['automatic', 'manual', 'quartz', 'solar', 'smart', 'other'];
const YEAR_PRECISIONS = ['exact', 'approximate', 'unknown'];
const GENDERS = ['men', 'women', 'unisex'];

const valuesOf = <F extends keyof SampleListing>(field: F): SampleListing[F][] =>
  SAMPLE_LISTINGS.map((listing) => listing[field]);

const distinct = (values: readonly unknown[]): unknown[] => [...new Set(values)].sort();

describe('sample listings', () => {
  it('are at least 40 and fit a business plan', () => {
    expect(SAMPLE_LISTINGS.length).toBeGreaterThanOrEqual(40);
    expect(SAMPLE_LISTINGS.length).toBeLessThanOrEqual(250);
  });

  it.each(['stock_number', 'title', 'description'] as const)('never repeat a %s', (field) => {
    expect(distinct(valuesOf(field))).toHaveLength(SAMPLE_LISTINGS.length);
  });

  it('never share a serial number', () => {
    const serials = valuesOf('serial_number').filter((serial) => serial !== null);
    expect(distinct(serials)).toHaveLength(serials.length);
  });

  it('cover every value of every enumeration and no other', () => {
    expect(distinct(valuesOf('condition'))).toEqual(distinct(CONDITIONS));
    expect(distinct(valuesOf('movement'))).toEqual(distinct(MOVEMENTS));
    expect(distinct(valuesOf('year_precision'))).toEqual(distinct(YEAR_PRECISIONS));
    expect(distinct(valuesOf('gender'))).toEqual(distinct(GENDERS));
  });

  it('include prices without, with two and with three decimals, and on request', () => {
    const currencies = distinct(valuesOf('price').map((price) => price?.currency ?? null));
    expect(currencies).toEqual(expect.arrayContaining(['EUR', 'JPY', 'KWD', null]));
  });
});

describe.each(SAMPLE_LISTINGS)('sample listing $stock_number', (listing) => {
  it('has exactly the fields of a create body', () => {
    expect(Object.keys(listing).sort()).toEqual([...FIELDS].sort());
  });

  it('fills every text within its limit', () => {
    for (const field of [
      'title',
      'brand',
      'model',
      'reference_number',
      'case_material',
      'dial_color',
    ] as const) {
      expect(listing[field].trim(), field).toBe(listing[field]);
      expect(listing[field], field).not.toBe('');
      expect(listing[field].length, field).toBeLessThanOrEqual(500);
    }
    expect(listing.stock_number).toMatch(/^WTH-\d{4}$/);
    expect(listing.description.length).toBeGreaterThan(80);
    expect(listing.location.country).toMatch(/^[A-Z]{2}$/);
    expect(listing.location.city).not.toBe('');
  });

  it('has whole, positive amounts and a cost below its price in the same currency', () => {
    for (const money of [listing.price, listing.cost]) {
      if (money === null) continue;
      expect(Number.isSafeInteger(money.amount)).toBe(true);
      expect(money.amount).toBeGreaterThan(0);
      expect(money.currency).toMatch(/^[A-Z]{3}$/);
    }
    if (listing.price !== null && listing.cost !== null) {
      expect(listing.cost.currency).toBe(listing.price.currency);
      expect(listing.cost.amount).toBeLessThan(listing.price.amount);
    }
  });

  it('leaves the year out exactly when it is unknown', () => {
    expect(listing.year === null).toBe(listing.year_precision === 'unknown');
    if (listing.year !== null) expect(Number.isInteger(listing.year)).toBe(true);
  });

  it('has plausible measures', () => {
    expect(listing.case_diameter_mm).toBeGreaterThanOrEqual(20);
    expect(listing.case_diameter_mm).toBeLessThanOrEqual(50);
    expect(listing.power_reserve_hours ?? 1).toBeGreaterThan(0);
    expect(listing.water_resistance_m ?? 1).toBeGreaterThan(0);
    expect(Number.isInteger(listing.handling_time_days)).toBe(true);
    expect(listing.handling_time_days).toBeGreaterThan(0);
    expect([1, 2, 3]).toContain(listing.quantity);
  });

  it('numbers its photos from 1 and describes each', () => {
    expect(listing.photos.map((photo) => photo.position)).toEqual(
      listing.photos.map((_, index) => index + 1),
    );
    for (const photo of listing.photos) {
      expect(photo.url).toMatch(/^https:\/\/images\.example\.com\/wth-\d{4}\/[a-z]+\.jpg$/);
      expect(photo.url).toContain(`/${listing.stock_number.toLowerCase()}/`);
      expect(photo.alt).not.toBe('');
    }
  });

  it('has a serial number that nobody can take for a real one', () => {
    expect(listing.serial_number ?? 'DEMO-').toMatch(/^DEMO-/);
  });
});
