import type { Reading } from './csv-price.ts';
import { cleanLine, foldWords, saysNothing } from './csv-text.ts';

const notUnderstood = (cell: string) => ({
  problem: `"${cell.trim().replace(/\s+/gu, ' ').slice(0, 60)}" is not understood.`,
});

/** A descriptive cell is short; anything longer is another page's text. */
const CELL_CHARS_MAX = 80;

/** Reads a number with the unit that fits, else finds it not understood. */
function readMeasure(
  cell: string,
  pattern: RegExp,
  bounds: readonly [min: number, max: number],
  toUnit: (number: number, match: RegExpExecArray) => number = (number) => number,
): Reading<number> {
  if (saysNothing(cell)) return null;
  const text = cell.replace(/\s+/gu, ' ').trim();
  const match = text.length > CELL_CHARS_MAX ? null : pattern.exec(text);
  if (match === null) return notUnderstood(cell);
  const value = toUnit(Number(match[1]!.replace(',', '.')), match);
  return value >= bounds[0] && value <= bounds[1] ? { value } : notUnderstood(cell);
}

const DIAMETER = /^(\d{1,4}(?:[.,]\d+)?)(?: ?mm)?(?: ?[x×*/] ?\d{1,4}(?:[.,]\d+)?(?: ?mm)?)?$/i;

/** Of two sizes (`39.8 x 47.5 mm`) the first. A page's own words behind it ("Try it on") don't matter, a script does. */
export function readDiameter(cell: string): Reading<number> {
  return readMeasure(cleanLine(cell).replace(/ ?try it on$/i, ''), DIAMETER, [5, 150]);
}

const DEPTH =
  /^(\d{1,5}(?:[.,]\d+)?) ?(m|mt|meters?|metres?|metern?|mètres?|metri|metros|atm|bar|ft|feet)?\b\.?(?: ?[/(].*)?$/iu;

/** Metres; one atmosphere or bar is ten. */
export function readWaterResistance(cell: string): Reading<number> {
  const plain = /^\d{1,2},\d{3}\b/.test(cell.trim()) ? cell.replace(',', '') : cell;
  return readMeasure(plain, DEPTH, [0, 20_000], (number, match) => {
    const unit = match[2]?.toLowerCase() ?? 'm';
    if (unit === 'atm' || unit === 'bar') return number * 10;
    return unit.startsWith('f') ? Math.round(number * 0.3048) : number;
  });
}

const RESERVE =
  /^(?:ca\.? ?|approx\.? ?|~ ?)?(\d{1,5}(?:[.,]\d+)?) ?(h|hrs?|hours?|std|stunden|heures?|ore|horas|d|days?|tage?|jours?|giorni|dias|días)?\b\.?$/iu;

/** Hours. */
export function readPowerReserve(cell: string): Reading<number> {
  return readMeasure(cell, RESERVE, [0, 100_000], (number, match) =>
    /^(d|t|j|g)/i.test(match[2] ?? '') ? number * 24 : number,
  );
}

const DAYS =
  /^(?:(?:\d{1,3}) ?(?:-|–|to|bis|à|a) ?)?(\d{1,3}) ?(?:d|days?|tage?|jours?|giorni|dias|días|business days|working days|werktage?)?$/iu;

/** Days; of `3-5 days` the longer. */
export function readHandlingTime(cell: string): Reading<number> {
  return readMeasure(cell, DAYS, [0, 365]);
}

const PLAIN_YEAR = /^(\d{4})(?:\.0)?$/;
const ABOUT =
  /^(?:(?:ca|circa|c|about|approx|approximately|around|um|etwa|environ|vers|verso)\.? ?|~ ?)(\d{4})s?$/iu;
const MARKED =
  /^(\d{4})(?:s| ?\(? ?(?:approximation|approximately|approx\.?|approximate|circa|ca\.?|ungefähr|geschätzt|approximatif|environ|approssimativo|aproximado|aprox\.?|\?) ?\)?)$/iu;

export interface YearReading {
  readonly year: number;
  readonly isApproximate: boolean;
}

/** `2018`, `2018 (Approximation)`, `ca. 1965`, `1960s`, `03/2019`. */
export function readYear(cell: string): Reading<YearReading> {
  if (saysNothing(cell)) return null;
  const text = cell.replace(/\s+/gu, ' ').trim();
  if (text.length > CELL_CHARS_MAX) return notUnderstood(cell);
  const exact =
    PLAIN_YEAR.exec(text) ??
    /^(?:\d{1,2}[./-])?\d{1,2}[./-](\d{4})$/.exec(text) ??
    /^(\d{4})-\d{2}(?:-\d{2})?$/.exec(text);
  const match = exact ?? ABOUT.exec(text) ?? MARKED.exec(text);
  const year = Number(match?.[1]);
  if (match === null || year < 1500 || year > 2200) return notUnderstood(cell);
  return { value: { year, isApproximate: exact === null } };
}

/** A count of pieces. */
export function readQuantity(cell: string): Reading<number> {
  if (saysNothing(cell)) return null;
  const match = /^(\d{1,6})(?:[.,]0+)?$/.exec(cell.trim());
  if (match === null) return { problem: `"${cell.trim().slice(0, 60)}" is not a number of pieces.` };
  return { value: Number(match[1]) };
}

export function readVersion(cell: string): Reading<number> {
  if (saysNothing(cell)) return null;
  return /^\d{1,15}$/.test(cell.trim()) ? { value: Number(cell) } : notUnderstood(cell);
}

/** Whichever word the cell is, folded, in the table; else not understood. */
export function readWord<T>(cell: string, words: ReadonlyMap<string, T>): Reading<T> {
  if (saysNothing(cell)) return null;
  const value = cell.length > CELL_CHARS_MAX ? undefined : words.get(foldWords(cell));
  return value === undefined ? notUnderstood(cell) : { value };
}
