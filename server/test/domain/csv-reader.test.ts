import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sniffDelimiter } from '../../src/domain/csv-delimiter.ts';
import { CsvReader, type CsvRecord, MAX_RECORD_CHARS } from '../../src/domain/csv-reader.ts';

const DATA = join(import.meta.dirname, '../../../../shared/data');

function read(text: string, delimiter = ',', chunkChars = text.length + 1): CsvRecord[] {
  const reader = new CsvReader(delimiter);
  const records: CsvRecord[] = [];
  for (let at = 0; at < text.length; at += chunkChars)
    records.push(...reader.push(text.slice(at, at + chunkChars)));
  return [...records, ...reader.end()];
}

const fields = (text: string, delimiter = ',') => read(text, delimiter).map((record) => record.fields);

const CELL = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: fc.constantFrom('a', '"', ',', ';', '\n', ' ', "'", '=', '€'), maxLength: 8 }),
);

/** With one cell at least that is not blank, as blank lines don't count. */
const TABLE = fc
  .integer({ min: 1, max: 5 })
  .chain((width) => fc.array(fc.array(CELL, { minLength: width, maxLength: width }), { maxLength: 8 }))
  .map((rows) => rows.filter((row) => row.some((cell) => cell.trim() !== '')));

/** Line breaks in cells are read as `\n`. */
const normalise = (rows: readonly (readonly string[])[]) =>
  rows.map((row) => row.map((cell) => cell.replace(/\r\n?/g, '\n')));

describe('the CSV reader', () => {
  it('reads back whatever a CSV writer writes, in any delimiter and line break', () => {
    fc.assert(
      fc.property(
        TABLE,
        fc.constantFrom(',', ';', '\t', '|'),
        fc.constantFrom('\n', '\r\n', '\r'),
        (rows, delimiter, record_delimiter) => {
          const text = stringify(rows, { delimiter, record_delimiter, quoted_match: /^ | $|[\r\n]/ });
          expect(fields(text, delimiter)).toEqual(normalise(rows));
        },
      ),
    );
  });

  it('reads the same whatever the pieces the text comes in', () => {
    const line = fc.string({ unit: fc.constantFrom('a', 'b', '"', ',', '\n', '\r', ' '), maxLength: 60 });
    fc.assert(
      fc.property(line, fc.integer({ min: 1, max: 7 }), (text, chunkChars) => {
        expect(read(text, ',', chunkChars)).toEqual(read(text));
      }),
      { numRuns: 1_000 },
    );
  });

  it('says on which line of the file a record begins', () => {
    expect(read('a,b\r\n\r\n"x\r\ny",1\r\nz,2').map((record) => record.line)).toEqual([1, 3, 5]);
  });

  it.each([
    ['a cell that quotes a part of itself', 'a,"Pepsi" bezel,b', [['a', '"Pepsi" bezel', 'b']]],
    ['quotation marks within quotation marks', 'a,"5" links",b', [['a', '5" links', 'b']]],
    ['an inch sign', 'a,40mm 1.5",b', [['a', '40mm 1.5"', 'b']]],
    ['spaces before a quoted cell', 'a,  "x,y" ,b', [['a', 'x,y', 'b']]],
    ['doubled marks', 'a,"""x""",b', [['a', '"x"', 'b']]],
    [
      'blank lines and lines of delimiters alone',
      'a,b\n\n,\n  , \n1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['ragged rows as they are', 'a,b\n1\n1,2,3', [['a', 'b'], ['1'], ['1', '2', '3']]],
    [
      'no line break at the end',
      'a,b\n1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'NUL',
      'a,b\n1,\0',
      [
        ['a', 'b'],
        ['1', '\0'],
      ],
    ],
    [
      'an empty last cell',
      'a,b\n1,',
      [
        ['a', 'b'],
        ['1', ''],
      ],
    ],
    ['nothing', '', []],
  ])('reads %s', (_, text, expected) => {
    expect(fields(text)).toEqual(expected);
  });

  it('a quotation mark that is never closed costs its row alone', () => {
    const records = read('a,b\n1,"x\n2,y\n3,"z"\n4,w\n');
    expect(records.map((record) => [record.line, record.problem === null, record.fields])).toEqual([
      [1, true, ['a', 'b']],
      [2, false, []],
      [3, true, ['2', 'y']],
      [4, true, ['3', 'z']],
      [5, true, ['4', 'w']],
    ]);
  });

  it('a quotation mark that is never closed costs its row alone in a file of many megabytes', () => {
    const rows = Array.from({ length: 100_000 }, (_, index) => `${index},watch`).join('\n');
    const records = read(`a,b\n0,"open\n${rows}`, ',', 65_536);
    expect(records.filter((record) => record.problem !== null).map((record) => record.line)).toEqual([2]);
    expect(records).toHaveLength(100_002);
  });

  it('a line without end is dropped without being held in memory', () => {
    const reader = new CsvReader(',');
    const records: CsvRecord[] = [...reader.push('a,b\n')];
    for (let index = 0; index < 40; index += 1) records.push(...reader.push('x'.repeat(100_000)));
    records.push(...reader.push('\n1,2\n'), ...reader.end());
    expect(records.map((record) => [record.line, record.fields])).toEqual([
      [1, ['a', 'b']],
      [2, []],
      [3, ['1', '2']],
    ]);
    expect(records[1]!.problem).toContain(String(MAX_RECORD_CHARS));
  });

  it.runIf(existsSync(DATA)).each([
    ['chrono24_rolex_listings_2024-07-10.csv', ';'],
    ['chrono24_detailed_listings.csv', ','],
  ])('reads %s as csv-parse does', (name, delimiter) => {
    const text = readFileSync(join(DATA, name), 'utf8');
    expect(sniffDelimiter(text.slice(0, 65_536), false)).toEqual({ delimiter, skip: 0 });
    const expected = parse(text, { delimiter, relax_quotes: true, bom: true }) as string[][];
    expect(read(text, delimiter, 10_007).map((record) => record.fields)).toEqual(normalise(expected));
  });
});

describe('the delimiter', () => {
  it.each([
    [';', 'sku;price;title\n1;12,50;"a, b, c"\n2;13,00;"d, e, f"\n'],
    [',', 'sku,price,title\n1,"12;50",a;b;c\n'],
    ['\t', 'sku\tname\n1\ta, b, c; d\n2\te, f, g\n'],
    ['|', 'sku|name\n1|a, b\n'],
    [';', 'x;y\n1;"a\n,,,\n,,,"\n2;b\n'],
    [',', 'sku\n1\n2\n'],
    [',', ''],
  ])('is found to be %j', (delimiter, text) => {
    expect(sniffDelimiter(text, true).delimiter).toBe(delimiter);
  });

  it('is what the file itself says', () => {
    expect(sniffDelimiter('sep=|\r\na,b|c\r\n', true)).toEqual({ delimiter: '|', skip: 7 });
  });
});
