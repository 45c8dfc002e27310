import { describe, expect, it } from 'vitest';
import { fieldsOf, readRow } from '../../src/domain/csv-row.ts';
import { decideCreate, decideUpdate } from '../../src/domain/import-decision.ts';
import type { ImportField } from '../../src/domain/import-fields.ts';
import type { Listing } from '../../src/domain/listing.ts';
import { EMPTY_LISTING_COLUMNS } from '../../src/domain/listing-input.ts';

const LISTING: Listing = {
  ...EMPTY_LISTING_COLUMNS,
  stock_number: 'A1',
  title: 'Submariner',
  year: 2018,
  year_precision: 'approximate',
  photos: [{ url: 'https://a.test/1.jpg', position: 3, alt: 'dial' }],
  dealer_id: '',
  livemode: true,
  id: '',
  status: 'published',
  status_before_sold: null,
  quantity: 2,
  marked_sold_quantity: 0,
  imported_quantity: 2,
  published_us: 1,
  sold_us: null,
  version: 5,
  created_us: 1,
  updated_us: 1,
};

const read = (cells: Partial<Record<ImportField, string>>) => {
  const columns = ['stock_number', ...Object.keys(cells)];
  const mapping = Object.fromEntries(columns.map((column) => [column, column as ImportField]));
  return readRow(fieldsOf(columns, mapping), ['A1', ...Object.values(cells)]);
};

const update = (
  cells: Partial<Record<ImportField, string>>,
  listing: Partial<Listing> = {},
  publish = false,
) => decideUpdate({ ...LISTING, ...listing }, read(cells).values, { publish }, 9);

describe('a row of a known listing', () => {
  it('leaves alone what it leaves blank', () => {
    expect(update({ title: '', price: ' ', year: '-', photos: '', quantity: '' })).toMatchObject({
      changes: {},
      isUpdate: false,
    });
  });

  it('keeps the precision of a year that is the same, and makes another one exact', () => {
    expect(update({ year: '2018' }).changes).toEqual({});
    expect(update({ year: '2019' }).changes).toEqual({ year: 2019, year_precision: 'exact' });
  });

  it('keeps the captions of photos it names again', () => {
    expect(update({ photos: 'https://a.test/1.jpg' }).changes).toEqual({});
    expect(update({ photos: 'https://a.test/2.jpg https://a.test/1.jpg' }).changes.photos).toEqual([
      { url: 'https://a.test/2.jpg', position: 1, alt: null },
      { url: 'https://a.test/1.jpg', position: 2, alt: 'dial' },
    ]);
  });

  it('sets a price to null when it is on request', () => {
    const listing = { price_amount: 100, price_currency: 'EUR' };
    expect(update({ price: 'Price on request' }, listing).changes).toEqual({
      price_amount: null,
      price_currency: null,
    });
    expect(update({ price: '', currency: 'USD' }, listing).changes).toEqual({});
  });

  it('publishes what was never published, and not what the dealer took off the channel', () => {
    const draft = { status: 'draft', published_us: null } as const;
    expect(update({}, draft, true)).toMatchObject({
      changes: { status: 'published', published_us: 9 },
      isUpdate: true,
    });
    expect(update({}, draft, false)).toMatchObject({ changes: {}, isUpdate: false });
    expect(update({}, { status: 'unpublished' }, true)).toMatchObject({ changes: {}, isUpdate: false });
  });
});

describe('the quantity of a known listing', () => {
  it('is taken when nobody changed it since the last import', () => {
    expect(update({ quantity: '5' }).changes).toEqual({ quantity: 5, imported_quantity: 5 });
  });

  it('is kept, with a warning, when it has changed since: that file is older than the sale', () => {
    expect(update({ quantity: '3' }, { quantity: 1, imported_quantity: 3 })).toMatchObject({
      changes: {},
      isUpdate: false,
      warnings: [{ field: 'quantity', code: 'quantity_kept' }],
    });
  });

  it('is taken all the same when the row carries the current version, not an older one', () => {
    const sold = { quantity: 1, imported_quantity: 3 };
    expect(update({ quantity: '3', version: '5' }, sold).changes).toEqual({
      quantity: 3,
      imported_quantity: 3,
    });
    expect(update({ quantity: '3', version: '4' }, sold).changes).toEqual({});
  });

  it('is kept when no import ever set it, except with the version', () => {
    expect(update({ quantity: '7' }, { imported_quantity: null }).warnings).toHaveLength(1);
    expect(update({ quantity: '7', version: '5' }, { imported_quantity: null }).changes.quantity).toBe(7);
  });

  it('that agrees is the base of the next comparison', () => {
    expect(update({ quantity: '1' }, { quantity: 1, imported_quantity: 3 })).toMatchObject({
      changes: { imported_quantity: 1 },
      isUpdate: false,
    });
  });

  it('0 sells what is on sale by hand, and is refused for a draft', () => {
    expect(update({ quantity: '0' }).changes).toMatchObject({
      quantity: 0,
      status: 'sold',
      marked_sold_quantity: 2,
      sold_us: 9,
    });
    const draft = { status: 'draft', published_us: null } as const;
    expect(() => update({ quantity: '0' }, draft)).toThrow(
      expect.objectContaining({ code: 'invalid_state' }),
    );
  });
});

describe('a row of a new listing', () => {
  const create = (cells: Partial<Record<ImportField, string>>) => decideCreate('A1', read(cells).values);

  it('needs something to call it by', () => {
    expect(create({ price: '5 EUR' })).toMatchObject({ field: 'title', code: 'missing' });
    expect(create({ brand: 'Rolex', reference_number: '126610LN' })).toMatchObject({
      columns: { title: 'Rolex 126610LN' },
      quantity: 1,
    });
  });

  it('needs a piece', () => {
    expect(create({ title: 'x', quantity: '0' })).toMatchObject({ field: 'quantity', code: 'no_pieces' });
  });

  it('has a title of no more than 500 characters even when it is made of three texts', () => {
    const made = create({ brand: 'b'.repeat(400), model: 'm'.repeat(400) });
    expect('columns' in made && made.columns.title.length).toBe(500);
  });
});

describe('a row', () => {
  it.each([
    [{ price: 'cheap' }, 'price', 'not_understood'],
    [{ price: '12' }, 'price', 'not_understood'],
    [{ cost: '1,2,3 EUR' }, 'cost', 'not_understood'],
    [{ quantity: 'two' }, 'quantity', 'not_understood'],
    [{ title: 'x'.repeat(501) }, 'title', 'too_long'],
    [{ description: 'x'.repeat(100_000) }, 'description', 'too_long'],
    [{ internal_notes: 'x'.repeat(5_001) }, 'internal_notes', 'too_long'],
    [{ model: 'a\0b' }, 'model', 'contains_nul'],
  ] as const)('with %.60j fails', (cells, field, code) => {
    expect(read(cells).errors).toEqual([expect.objectContaining({ field, code })]);
  });

  it.each([
    [{ year: 'old' }, 'year'],
    [{ condition: 'shiny' }, 'condition'],
    [{ case_diameter_mm: 'function docReady() {}' }, 'case_diameter_mm'],
    [{ location: 'Moon' }, 'location'],
    [{ photos: 'x.jpg' }, 'photos'],
    [{ version: 'x' }, 'version'],
  ])('with %j is warned of and goes on', (cells, field) => {
    const row = read(cells);
    expect(row.errors).toEqual([]);
    expect(row.warnings).toEqual([expect.objectContaining({ field, code: 'not_understood' })]);
  });

  it('counts characters, not UTF-16 units', () => {
    expect(read({ title: '⌚'.repeat(500) }).errors).toEqual([]);
    expect(read({ title: '🕰'.repeat(500) }).errors).toEqual([]);
    expect(read({ title: '🕰'.repeat(501) }).errors).toHaveLength(1);
  });

  it('of several lines is one line where the field is one', () => {
    const row = read({ title: ' 326933\n (Two-tone) ', description: 'a\r\nb' });
    expect(row.values.columns).toMatchObject({ title: '326933 (Two-tone)', description: 'a\nb' });
  });

  it('without a stock number, or one of 501 characters, fails', () => {
    const fields = ['stock_number', 'title'] as const;
    expect(readRow(fields, ['  ', 'x']).errors).toMatchObject([{ field: 'stock_number', code: 'missing' }]);
    expect(readRow(fields, ['x'.repeat(501), 'x']).errors).toMatchObject([
      { field: 'stock_number', code: 'too_long' },
    ]);
  });
});
