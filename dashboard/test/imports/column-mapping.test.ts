import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  columnOf,
  countLeftOut,
  hasStockNumber,
  isSameMapping,
  type Mapping,
  mappingOf,
  withField,
} from '../../src/imports/column-mapping.ts';

const COLUMNS = [
  { header: 'Artikelnummer', field: 'stock_number', samples: ['W-1'] },
  { header: 'Preis', field: 'price', samples: ['12.500 €'] },
  { header: 'Farbe', field: null, samples: [] },
];
const MAPPING = mappingOf(COLUMNS);

describe('the mapping of columns', () => {
  it('begins as the hub has understood the file', () => {
    expect(MAPPING).toEqual({ Artikelnummer: 'stock_number', Preis: 'price', Farbe: null });
    expect(countLeftOut(MAPPING)).toBe(1);
  });

  it('moves a field to the column it is given to, so that no two fill it', () => {
    const moved = withField(MAPPING, 'Farbe', 'price');
    expect(moved).toEqual({ Artikelnummer: 'stock_number', Preis: null, Farbe: 'price' });
    expect(columnOf(moved, 'price')).toBe('Farbe');
  });

  it('leaves a column out', () => {
    expect(withField(MAPPING, 'Preis', null)).toEqual({ ...MAPPING, Preis: null });
  });

  it('lacks the stock number once its column is left out', () => {
    expect(hasStockNumber(MAPPING)).toBe(true);
    expect(hasStockNumber(withField(MAPPING, 'Artikelnummer', null))).toBe(false);
    expect(hasStockNumber(withField(MAPPING, 'Artikelnummer', 'title'))).toBe(false);
  });

  it('is unchanged when a change has been taken back', () => {
    const changed = withField(MAPPING, 'Farbe', 'dial_color');
    expect(isSameMapping(MAPPING, changed)).toBe(false);
    expect(isSameMapping(MAPPING, withField(changed, 'Farbe', null))).toBe(true);
  });

  it('never has two columns for a field and never loses a column, whatever is chosen', () => {
    const header = fc.constantFrom('a', 'b', 'c', 'd');
    const field = fc.constantFrom('title', 'price', 'stock_number', null);
    fc.assert(
      fc.property(fc.array(fc.tuple(header, field)), (choices) => {
        const start: Mapping = { a: null, b: null, c: null, d: null };
        const end = choices.reduce((mapping, [column, filled]) => withField(mapping, column, filled), start);
        const filled = Object.values(end).filter((it) => it !== null);
        expect(new Set(filled).size).toBe(filled.length);
        expect(Object.keys(end)).toEqual(Object.keys(start));
        const last = choices.at(-1);
        if (last !== undefined) expect(end[last[0]]).toBe(last[1]);
      }),
    );
  });
});
