import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COUNTRY_CODES } from '../../src/domain/countries.ts';
import { csvText, EXPORT_COLUMNS, exportCells } from '../../src/domain/csv-export.ts';
import { mapColumns, nameColumns } from '../../src/domain/csv-mapping.ts';
import { CsvReader } from '../../src/domain/csv-reader.ts';
import { fieldsOf, readRow } from '../../src/domain/csv-row.ts';
import { CURRENCY_EXPONENTS } from '../../src/domain/currencies.ts';
import { decideUpdate } from '../../src/domain/import-decision.ts';
import { CONDITIONS, type Listing, MOVEMENTS, YEAR_PRECISIONS } from '../../src/domain/listing.ts';
import { MAX_AMOUNT } from '../../src/domain/money.ts';

/** What breaks tables: quotation marks, delimiters, line breaks, formulas, guards, spaces, dashes. */
const nasty = fc.string({
  unit: fc.constantFrom('"', "'", ',', ';', '\n', '\r', '=', '-', '+', '@', '\t', ' ', '|', 'x', '€'),
});
const text = fc.oneof(
  fc.string(),
  nasty,
  fc.constantFrom('unknown', '-', 'n/a', 'yes', '2018', 'Herren', '=1+1'),
);
const nullable = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const amount = fc.record({
  amount: fc.integer({ min: 0, max: MAX_AMOUNT }),
  currency: fc.constantFrom(...CURRENCY_EXPONENTS.keys()),
});
const photo = fc.record({
  url: fc.oneof(fc.webUrl(), fc.constantFrom('https://a.test/b c|d.jpg', 'https://a.test/x,https://b.test')),
  position: fc.nat(20),
  alt: nullable(text),
});

const LISTING: fc.Arbitrary<Listing> = fc
  .record({
    stock_number: text.map((it) => it.trim()).filter((it) => it !== '' && !it.includes('\r')),
    title: text,
    description: nullable(text),
    brand: nullable(text),
    model: nullable(text),
    reference_number: nullable(text),
    year: nullable(fc.integer({ min: 0, max: 3_000 })),
    year_precision: fc.constantFrom(...YEAR_PRECISIONS),
    condition: nullable(fc.constantFrom(...CONDITIONS)),
    has_box: nullable(fc.boolean()),
    has_papers: nullable(fc.boolean()),
    case_diameter_mm: nullable(fc.double({ min: 0, max: 1_000, noNaN: true })),
    case_material: nullable(text),
    bezel_material: nullable(text),
    crystal: nullable(text),
    dial_color: nullable(text),
    bracelet_material: nullable(text),
    movement: nullable(fc.constantFrom(...MOVEMENTS)),
    caliber: nullable(text),
    power_reserve_hours: nullable(fc.double({ min: 0, max: 1e6, noNaN: true })),
    water_resistance_m: nullable(fc.double({ min: 0, max: 1e6, noNaN: true })),
    complications: fc.array(text, { maxLength: 4 }),
    gender: nullable(text),
    price: nullable(amount),
    photos: fc.array(photo, { maxLength: 4 }),
    location_country: nullable(fc.constantFrom(...COUNTRY_CODES)),
    location_city: nullable(text),
    handling_time_days: nullable(fc.nat(1_000)),
    serial_number: nullable(text),
    cost: nullable(amount),
    internal_notes: nullable(text),
    storage_location: nullable(text),
    quantity: fc.integer({ min: 1, max: 999_999 }),
    version: fc.integer({ min: 1, max: 2 ** 40 }),
  })
  .map(({ price, cost, ...rest }) => ({
    ...rest,
    price_amount: price?.amount ?? null,
    price_currency: price?.currency ?? null,
    cost_amount: cost?.amount ?? null,
    cost_currency: cost?.currency ?? null,
    dealer_id: '00000000-0000-7000-8000-000000000001',
    livemode: true,
    id: '00000000-0000-7000-8000-000000000002',
    status: 'published' as const,
    status_before_sold: null,
    marked_sold_quantity: 0,
    imported_quantity: null,
    published_us: 1,
    sold_us: null,
    created_us: 1,
    updated_us: 1,
  }));

/** The listings as they come back out of the exported text. */
function readBack(listings: readonly Listing[]) {
  const csv = csvText([EXPORT_COLUMNS, ...listings.map(exportCells)]);
  const reader = new CsvReader(',');
  const [header, ...records] = [...reader.push(csv), ...reader.end()];
  const columns = nameColumns(header!.fields);
  const fields = fieldsOf(columns, mapColumns(columns));
  return records.map((record) => readRow(fields, record.fields));
}

const withoutLongTexts = (listing: Listing) => listing.stock_number.length <= 500;

describe('an export that is imported again', () => {
  it('changes nothing, whatever the listings hold', () => {
    fc.assert(
      fc.property(fc.array(LISTING.filter(withoutLongTexts), { minLength: 1, maxLength: 3 }), (listings) => {
        const rows = readBack(listings);
        expect(rows).toHaveLength(listings.length);
        rows.forEach((row, index) => {
          const listing = listings[index]!;
          expect(row.errors).toEqual([]);
          expect(row.stockNumber).toBe(listing.stock_number);
          const decision = decideUpdate(listing, row.values, { publish: false }, 2);
          expect(decision).toEqual({
            changes: { imported_quantity: listing.quantity },
            isUpdate: false,
            warnings: [],
          });
        });
      }),
      { numRuns: 500 },
    );
  });

  it('never begins a cell with what a spreadsheet would run', () => {
    fc.assert(
      fc.property(LISTING, (listing) => {
        for (const cell of exportCells(listing)) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
      }),
    );
  });
});
