import { describe, expect, it } from 'vitest';
import { placeProblem } from '../../src/imports/problem-text.ts';
import { countRows, pageOfWarnings, rowFilterOf } from '../../src/imports/row-filter.ts';
import { formatRowPrice, nameOfWatch, understoodValues } from '../../src/imports/row-values.ts';
import { templateUrl } from '../../src/imports/template.ts';

describe('a problem of a row', () => {
  const columnOf = (field: string) => (field === 'price' ? 'Preis' : null);

  it('names the column of the file', () => {
    const problem = { field: 'price', code: 'not_understood', message: 'price: has no currency.' };
    expect(placeProblem(problem, columnOf)).toEqual({
      column: 'Preis',
      field: 'price',
      message: 'Has no currency.',
    });
  });

  it('names the field where no column fills it', () => {
    const problem = { field: 'title', code: 'missing', message: 'title: is missing.' };
    expect(placeProblem(problem, columnOf)).toEqual({
      column: null,
      field: 'title',
      message: 'Is missing.',
    });
  });

  it('keeps a message that does not begin with the field, and one of the whole row', () => {
    const ofField = { field: 'price', code: 'x', message: 'Nobody knows.' };
    expect(placeProblem(ofField, columnOf).message).toBe('Nobody knows.');
    const ofRow = { field: null, code: 'too_few_cells', message: 'The row has 2 cells.' };
    expect(placeProblem(ofRow, columnOf)).toEqual({
      column: null,
      field: null,
      message: 'The row has 2 cells.',
    });
  });
});

describe('the rows shown', () => {
  const counts = { created: 3, updated: 2, unchanged: 1, skipped_sold: 1, failed: 4, warned: 5 };

  it('are all unless the address names a known kind', () => {
    expect(rowFilterOf('failed')).toBe('failed');
    expect(rowFilterOf('warned')).toBe('warned');
    expect(rowFilterOf('')).toBe('all');
    expect(rowFilterOf('nonsense')).toBe('all');
  });

  it('are counted once, though a row may have a result and a warning', () => {
    expect(countRows(counts, 'all')).toBe(11);
    expect(countRows(counts, 'warned')).toBe(5);
  });

  it('with warnings come in pages that join without a gap', () => {
    const warnings = Array.from({ length: 5 }, (_, index) => ({
      row: index + 1,
      line: index + 2,
      stock_number: null,
      warnings: [],
    }));
    const rows: number[] = [];
    let after: string | undefined;
    do {
      const page = pageOfWarnings(warnings, after, 2);
      rows.push(...page.data.map(({ row }) => row));
      after = page.next_cursor ?? undefined;
      expect(page.has_more).toBe(after !== undefined);
    } while (after !== undefined);
    expect(rows).toEqual([1, 2, 3, 4, 5]);
  });
});

describe('what a row was understood to say', () => {
  const values = {
    columns: {
      brand: 'Rolex',
      model: 'Submariner',
      condition: 'very_good',
      has_box: true,
      price_amount: 1_250_000,
      price_currency: 'EUR',
      location_country: 'DE',
      photos: [{ url: 'https://images.example.com/1.jpg' }],
      complications: ['date', 'moon'],
    },
    quantity: 2,
  };

  it('is told by field, as the form has them: amount and currency are one price', () => {
    expect(understoodValues(values)).toEqual([
      { field: 'brand', value: 'Rolex' },
      { field: 'model', value: 'Submariner' },
      { field: 'condition', value: 'very good' },
      { field: 'has_box', value: true },
      { field: 'price', value: { amount: 1_250_000, currency: 'EUR' } },
      { field: 'location.country', value: 'DE' },
      { field: 'photos', value: { photoCount: 1 } },
      { field: 'complications', value: ['date', 'moon'] },
      { field: 'quantity', value: 2 },
    ]);
  });

  it('has null for a price on request', () => {
    const columns = { price_amount: null, price_currency: null };
    expect(understoodValues({ columns })).toEqual([{ field: 'price', value: null }]);
    expect(formatRowPrice({ columns })).toBeNull();
  });

  it('names the watch by its title, else by brand, model and reference', () => {
    expect(nameOfWatch(values)).toBe('Rolex Submariner');
    expect(nameOfWatch({ columns: { title: 'A watch', brand: 'Rolex' } })).toBe('A watch');
    expect(nameOfWatch(null)).toBe('');
  });
});

describe('the template', () => {
  it('is a header of single fields', () => {
    const [, content] = templateUrl(['stock_number', 'location', 'location.city', 'version']).split(',', 2);
    expect(decodeURIComponent(content!)).toBe('stock_number,location.city\r\n');
  });
});
