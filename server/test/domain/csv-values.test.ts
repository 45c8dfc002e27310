import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readComplications, readPhotos } from '../../src/domain/csv-lists.ts';
import {
  readDiameter,
  readHandlingTime,
  readPowerReserve,
  readQuantity,
  readVersion,
  readWaterResistance,
  readYear,
} from '../../src/domain/csv-measures.ts';
import { countryOf, readCountry, readPlace } from '../../src/domain/csv-place.ts';
import { readPrice } from '../../src/domain/csv-price.ts';
import { guardFormula, unguardFormula } from '../../src/domain/csv-text.ts';
import {
  genderOf,
  readBoxAndPapers,
  readCondition,
  readHas,
  readMovement,
  readYearPrecision,
} from '../../src/domain/csv-vocabulary.ts';

/** The value, `undefined` for nothing, `'?'` for not understood. */
const understood = (reading: { value: unknown } | { problem: string } | null) =>
  reading === null ? undefined : 'value' in reading ? reading.value : '?';

const LEAKED =
  '40 mm\n   Try it on\n\n   function docReady(callback = function() {}) {\n if ( document.readyState }';

describe('cells are understood', () => {
  it.each([
    ['2018', { year: 2018, isApproximate: false }],
    ['               2021', { year: 2021, isApproximate: false }],
    ['2018 (Approximation)', { year: 2018, isApproximate: true }],
    ['ca. 1965', { year: 1965, isApproximate: true }],
    ['1960s', { year: 1960, isApproximate: true }],
    ['03/2019', { year: 2019, isApproximate: false }],
    ['2019-03-01', { year: 2019, isApproximate: false }],
    ['2018.0', { year: 2018, isApproximate: false }],
    ['-', undefined],
    ['Unknown', undefined],
    ['Unbekannt', undefined],
    ['', undefined],
    ['99', '?'],
    ['9999', '?'],
    ['new', '?'],
  ])('year %j', (cell, expected) => expect(understood(readYear(cell))).toEqual(expected));

  it.each([
    ['New', 'new'],
    ['               Very good', 'very_good'],
    ['very_good', 'very_good'],
    ['Used (Very good)\n      \n      The item shows minor signs of wear.', 'very_good'],
    ['Like new & unworn\n      \n    The item shows no signs of wear', 'unworn'],
    ['New\n      \n   The item is new', 'new'],
    ['Used (Incomplete)\n  x', 'incomplete'],
    ['Sehr gut', 'very_good'],
    ['Neuwertig', 'mint'],
    ['Ungetragen', 'unworn'],
    ['Très bon', 'very_good'],
    ['Jamais porté', 'unworn'],
    ['Ottimo', 'very_good'],
    ['Mai indossato', 'unworn'],
    ['Muy bueno', 'very_good'],
    ['Used', '?'],
    ['-', undefined],
  ])('condition %j', (cell, expected) => expect(understood(readCondition(cell))).toBe(expected));

  it.each([
    ['               Original box, original papers', true, true],
    ['No original box, no original papers', false, false],
    ['Original box, no original papers', true, false],
    ['Original papers, no original box', false, true],
    ['Mit Originalbox und Originalpapieren', true, true],
    ['Ohne Box und Papiere', false, false],
    ['Originalbox, keine Originalpapiere', true, false],
    ['Boîte d’origine, pas de papiers', true, false],
    ['Sans boîte ni papiers', false, false],
    ['Scatola originale, senza documenti', true, false],
    ['Con caja y sin papeles', true, false],
    ['Full set', true, true],
    ['Box & papers', true, true],
    ['Watch only', false, false],
    ['Box only', true, false],
    ['Only papers', false, true],
    ['No box or papers', false, false],
    ['Original box', true, undefined],
  ])('box and papers %j', (cell, has_box, has_papers) => {
    expect(readBoxAndPapers(cell)).toEqual({
      value: {
        ...(has_box === undefined ? {} : { has_box }),
        ...(has_papers === undefined ? {} : { has_papers }),
      },
    });
  });

  it.each([
    ['yes', true],
    ['Ja', true],
    ['x', true],
    ['TRUE', true],
    ['Oui', true],
    ['sì', true],
    ['1', true],
    ['no', false],
    ['Nein', false],
    ['0', false],
    ['falsch', false],
    ['Original box', true],
    ['No original box', false],
    ['', undefined],
    ['maybe', '?'],
  ])('has box %j', (cell, expected) => expect(understood(readHas(cell, 'has_box'))).toBe(expected));

  it.each([
    ['40 mm', 40],
    ['               39.8 x 47.5 mm', 39.8],
    ['25,35 x 20,3 mm', 25.35],
    ['40 mm\n                     \n   Try it on', 40],
    ['41', 41],
    ['-', undefined],
    ['39.847.5 mm', '?'],
    ['4 mm', '?'],
    [LEAKED, '?'],
  ])('diameter %j', (cell, expected) => expect(understood(readDiameter(cell))).toBe(expected));

  it.each([
    [readWaterResistance, '100 m', 100],
    [readWaterResistance, '10 ATM', 100],
    [readWaterResistance, '30 bar', 300],
    [readWaterResistance, '330 ft', 101],
    [readWaterResistance, '1,220 m', 1_220],
    [readWaterResistance, '300 m / 1000 ft', 300],
    [readPowerReserve, '70 h', 70],
    [readPowerReserve, '70 Stunden', 70],
    [readPowerReserve, '8 days', 192],
    [readHandlingTime, '3-5 days', 5],
    [readHandlingTime, '2', 2],
    [readQuantity, '3', 3],
    [readQuantity, '1.0', 1],
    [readQuantity, '-1', '?'],
    [readQuantity, '1.5', '?'],
    [readQuantity, 'many', '?'],
    [readVersion, '7', 7],
    [readVersion, 'v7', '?'],
    [readYearPrecision, 'unknown', 'unknown'],
    [readYearPrecision, 'Exact', 'exact'],
    [readMovement, 'Automatic', 'automatic'],
    [readMovement, 'Manual winding', 'manual'],
    [readMovement, 'Handaufzug', 'manual'],
    [readMovement, 'Quarz', 'quartz'],
    [readMovement, 'Remontage automatique', 'automatic'],
    [readMovement, 'steam', '?'],
    [readCountry, 'UK', 'GB'],
    [readCountry, 'de', 'DE'],
    [readCountry, 'Deutschland', 'DE'],
    [readCountry, 'États-Unis', 'US'],
    [readCountry, 'Svizzera', 'CH'],
    [readCountry, 'Reino Unido', 'GB'],
    [readCountry, 'Atlantis', '?'],
    [readComplications, 'Date, Chronograph', ['Date', 'Chronograph']],
    [readComplications, 'Moon phase, large | Date', ['Moon phase, large', 'Date']],
  ] as const)('%o reads %j', (read, cell, expected) => {
    expect(understood(read(cell))).toEqual(expected);
  });

  it.each([
    ['Germany, Koblenz', 'DE', 'Koblenz'],
    ['               United States of America, Iowa, Des Moines', 'US', 'Des Moines'],
    ['United States of America, Maryland, Baltimore, MD', 'US', 'Baltimore'],
    ['UAE, Dubai', 'AE', 'Dubai'],
    ['United Kingdom, London', 'GB', 'London'],
    ['The Netherlands, Velp', 'NL', 'Velp'],
    ['Hong Kong', 'HK', null],
    ['Czech Republic, Praha 1', 'CZ', 'Praha 1'],
    ['Turkey, Istanbul', 'TR', 'Istanbul'],
    ['Japan, Kobe city, Hyogo', 'JP', 'Kobe city'],
    ['Koblenz, DE', 'DE', 'Koblenz'],
    ['Milano, Italia', 'IT', 'Milano'],
  ])('place %j', (cell, country, city) => expect(readPlace(cell)).toEqual({ value: { country, city } }));

  it.each(['Boston, MA', 'Los Angeles, CA', 'Munich'])('place %j is not taken for a country', (cell) => {
    expect(readPlace(cell)).toHaveProperty('problem');
  });

  it.each([
    ["Men's watch/Unisex", 'men'],
    ["Women's watch", 'women'],
    ['Herrenuhr/Unisex', 'men'],
    ['Damen', 'women'],
    ['Unisex', 'unisex'],
    ['children', null],
  ])('gender %j', (cell, expected) => expect(genderOf(cell)).toBe(expected));

  it('photos come between spaces, bars or lines, and commas before an address', () => {
    const photos = readPhotos(
      'https://a.test/1.jpg https://a.test/2.jpg|https://a.test/3.jpg,https://a.test/x,y.jpg',
    );
    expect(understood(photos)).toEqual(
      ['1.jpg', '2.jpg', '3.jpg', 'x,y.jpg'].map((name, index) => ({
        url: `https://a.test/${name}`,
        position: index + 1,
        alt: null,
      })),
    );
    expect(readPhotos('javascript:alert(1)')).toHaveProperty('problem');
  });

  it('every country is known by its code and by its name in seven languages', () => {
    for (const language of ['en', 'de', 'fr', 'it', 'es', 'nl', 'pt']) {
      const names = new Intl.DisplayNames(language, { type: 'region' });
      for (const code of ['DE', 'CH', 'US', 'GB', 'JP', 'AE', 'SG'])
        expect(countryOf(names.of(code)!)).toBe(code);
    }
  });

  const READERS = [
    ...[readYear, readCondition, readBoxAndPapers, readDiameter, readWaterResistance, readPowerReserve],
    ...[readHandlingTime, readMovement, readPlace, readCountry, readPhotos, readComplications, readQuantity],
    ...[readVersion, readYearPrecision, genderOf],
    (cell: string) => readHas(cell, 'has_box'),
    (cell: string) => readPrice(cell, cell),
  ];

  it('no text makes a reader throw', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constantFrom('constructor', '__proto__', 'toString')), (cell) => {
        for (const read of READERS) read(cell);
      }),
    );
  });

  it.each([' ', '(', '1', '1 ', '. ', ',', '-', 'a', '\n', '(\n', 'https://a.test/ ', "'", 'x,'])(
    'a cell of half a million characters of %j is read in linear time',
    (unit) => {
      const cell = unit.repeat(500_000 / unit.length);
      for (const read of READERS) read(`${cell}x`);
    },
  );
});

describe('formulas', () => {
  it.each(['=1+1', '+49 170', '-5', '@SUM(A1)', '\tx', '\rx', "'=1"])('%j is guarded', (cell) => {
    expect(guardFormula(cell)).toBe(`'${cell}`);
  });

  it.each(['', 'Rolex', "'90s Submariner", '5-digit', ' =1'])('%j is left alone', (cell) => {
    expect(guardFormula(cell)).toBe(cell);
  });

  it('a guard comes off exactly where it was put', () => {
    const text = fc.string({ unit: fc.constantFrom("'", '=', '+', '-', '@', '\t', '\r', '\n', 'a', ' ') });
    fc.assert(
      fc.property(text, (cell) => {
        expect(unguardFormula(guardFormula(cell))).toBe(cell);
      }),
    );
  });
});
