import { readComplications, readPhotos } from './csv-lists.ts';
import type { Mapping } from './csv-mapping.ts';
import {
  readDiameter,
  readHandlingTime,
  readPowerReserve,
  readQuantity,
  readVersion,
  readWaterResistance,
  readYear,
} from './csv-measures.ts';
import { readCountry, readPlace } from './csv-place.ts';
import { type Reading, readPrice } from './csv-price.ts';
import { cleanLine, cleanText, isLongerThan, saysNothing, unguardFormula } from './csv-text.ts';
import {
  genderOf,
  readBoxAndPapers,
  readCondition,
  readHas,
  readMovement,
  readYearPrecision,
} from './csv-vocabulary.ts';
import type { ImportField } from './import-fields.ts';
import type { ListingColumns } from './listing.ts';

/** What is wrong with a row, or odd about it. */
export interface RowProblem {
  /** Null when it is the row as a whole. */
  readonly field: ImportField | null;
  readonly code: string;
  readonly message: string;
}

/** What a row says about a watch; what it leaves blank is absent. */
export interface RowValues {
  readonly columns: Partial<ListingColumns>;
  readonly quantity?: number;
  readonly version?: number;
}

export interface RowReading {
  readonly stockNumber: string | null;
  readonly values: RowValues;
  readonly errors: readonly RowProblem[];
  readonly warnings: readonly RowProblem[];
}

type Columns = Partial<ListingColumns>;
type Cells = ReadonlyMap<ImportField, string>;

const STOCK_NUMBER_CHARS_MAX = 500;

/** Text fields with the characters they may have. */
const LINES: Readonly<Partial<Record<ImportField, number>>> = {
  title: 500,
  brand: 500,
  model: 500,
  reference_number: 500,
  case_material: 500,
  bezel_material: 500,
  crystal: 500,
  dial_color: 500,
  bracelet_material: 500,
  caliber: 500,
  gender: 500,
  'location.city': 500,
  serial_number: 500,
  storage_location: 500,
};
const TEXTS: Readonly<Partial<Record<ImportField, number>>> = { description: 20_000, internal_notes: 5_000 };

/** The listing's column that a text field fills. */
const columnOf = (field: ImportField): keyof ListingColumns =>
  field === 'location.city' ? 'location_city' : (field as keyof ListingColumns);

const into =
  <T>(column: keyof ListingColumns, read: (cell: string) => Reading<T>) =>
  (cell: string): Reading<Columns> => {
    const reading = read(cell);
    return reading !== null && 'value' in reading ? { value: { [column]: reading.value } } : reading;
  };

function readYearColumns(cell: string): Reading<Columns> {
  const reading = readYear(cell);
  if (reading === null || 'problem' in reading) return reading;
  const { year, isApproximate } = reading.value;
  return { value: { year, ...(isApproximate ? { year_precision: 'approximate' } : {}) } };
}

function readPlaceColumns(cell: string): Reading<Columns> {
  const reading = readPlace(cell);
  if (reading === null || 'problem' in reading) return reading;
  const { country, city } = reading.value;
  return { value: { location_country: country, ...(city === null ? {} : { location_city: city }) } };
}

/**
 * Descriptive fields, the combined ones first, so that a column of its own wins. A cell that is not understood
 * is a warning, and the field stays as it is: a watch is not lost for the wording of its condition.
 */
const DESCRIPTIVE: readonly (readonly [ImportField, (cell: string) => Reading<Columns>])[] = [
  ['year', readYearColumns],
  ['year_precision', into('year_precision', readYearPrecision)],
  ['condition', into('condition', readCondition)],
  ['box_and_papers', readBoxAndPapers],
  ['has_box', into('has_box', (cell) => readHas(cell, 'has_box'))],
  ['has_papers', into('has_papers', (cell) => readHas(cell, 'has_papers'))],
  ['case_diameter_mm', into('case_diameter_mm', readDiameter)],
  ['movement', into('movement', readMovement)],
  ['power_reserve_hours', into('power_reserve_hours', readPowerReserve)],
  ['water_resistance_m', into('water_resistance_m', readWaterResistance)],
  ['complications', into('complications', readComplications)],
  ['photos', into('photos', readPhotos)],
  ['location', readPlaceColumns],
  ['location.country', into('location_country', readCountry)],
  ['handling_time_days', into('handling_time_days', readHandlingTime)],
];

/** What a cell of this text field says, as it would be stored. */
export function cleanField(field: ImportField, cell: string): string {
  if (field in TEXTS) return cleanText(cell);
  const line = cleanLine(cell);
  return field === 'gender' ? (genderOf(line) ?? line) : line;
}

class RowReader {
  readonly columns: Columns = {};
  readonly errors: RowProblem[] = [];
  readonly warnings: RowProblem[] = [];
  readonly #cells: Cells;

  constructor(cells: Cells) {
    this.#cells = cells;
  }

  cell(field: ImportField): string {
    return this.#cells.get(field) ?? '';
  }

  fail(field: ImportField, code: string, message: string): void {
    this.errors.push({ field, code, message: `${field}: ${message}` });
  }

  warn(field: ImportField, message: string): void {
    this.warnings.push({
      field,
      code: 'not_understood',
      message: `${field}: ${message} It was left as it is.`,
    });
  }

  texts(): void {
    for (const [field, cell] of this.#cells) {
      const limit = LINES[field] ?? TEXTS[field];
      if (limit === undefined || /^\s*(?:[-–—]\s*)?$/.test(cell)) continue;
      const text = cleanField(field, cell);
      if (isLongerThan(text, limit)) this.fail(field, 'too_long', `is longer than ${limit} characters.`);
      else (this.columns as Record<string, unknown>)[columnOf(field)] = text;
    }
  }

  descriptive(): void {
    for (const [field, read] of DESCRIPTIVE) {
      const reading = this.#cells.has(field) ? read(this.cell(field)) : null;
      if (reading === null) continue;
      if ('value' in reading) Object.assign(this.columns, reading.value);
      else this.warn(field, reading.problem);
    }
  }

  money(field: 'price' | 'cost', currency: string): void {
    const reading = readPrice(this.cell(field), currency);
    if (reading === null) return;
    if ('problem' in reading) {
      this.fail(field, 'not_understood', reading.problem);
      return;
    }
    this.columns[`${field}_amount`] = reading.value?.amount ?? null;
    this.columns[`${field}_currency`] = reading.value?.currency ?? null;
  }

  /** Blank where it does not matter; a quantity that is not understood fails the row, a version is only a guard. */
  counts(): { quantity?: number; version?: number } {
    const counts: { quantity?: number; version?: number } = {};
    const quantity = readQuantity(this.cell('quantity'));
    if (quantity !== null && 'value' in quantity) counts.quantity = quantity.value;
    else if (quantity !== null) this.fail('quantity', 'not_understood', quantity.problem);
    const version = readVersion(this.cell('version'));
    if (version !== null && 'value' in version) counts.version = version.value;
    else if (version !== null) this.warn('version', version.problem);
    return counts;
  }

  stockNumber(): string | null {
    const stockNumber = this.cell('stock_number').trim();
    if (stockNumber === '') {
      this.fail('stock_number', 'missing', 'is missing.');
      return null;
    }
    if (isLongerThan(stockNumber, STOCK_NUMBER_CHARS_MAX)) {
      this.fail('stock_number', 'too_long', `is longer than ${STOCK_NUMBER_CHARS_MAX} characters.`);
      return null;
    }
    return stockNumber;
  }
}

/** Cells by the field they fill; one with a NUL, which no text may hold, is an error and then taken as blank. */
function cellsOf(
  fieldsByIndex: readonly (ImportField | null)[],
  cells: readonly string[],
  errors: RowProblem[],
): Cells {
  const found = new Map<ImportField, string>();
  fieldsByIndex.forEach((field, index) => {
    if (field === null) return;
    const cell = unguardFormula(cells[index] ?? '');
    if (!cell.includes('\0')) found.set(field, cell);
    else errors.push({ field, code: 'contains_nul', message: `${field}: holds a NUL character.` });
  });
  return found;
}

/** The stock number in a cell as it came. */
export const readStockNumber = (cell: string): string => unguardFormula(cell).trim();

/** The fields of a file's columns in order, for readRow. */
export const fieldsOf = (columns: readonly string[], mapping: Mapping): (ImportField | null)[] =>
  columns.map((column) => mapping[column] ?? null);

/**
 * Reads one row. Essential cells that are not understood fail it: stock number, price, cost, quantity, a text
 * that is too long, a NUL. Anything else is a warning, and that field is left as it is.
 */
export function readRow(
  fieldsByIndex: readonly (ImportField | null)[],
  cells: readonly string[],
): RowReading {
  const nulErrors: RowProblem[] = [];
  const row = new RowReader(cellsOf(fieldsByIndex, cells, nulErrors));
  const stockNumber = row.stockNumber();
  row.texts();
  row.descriptive();
  row.money('price', row.cell('currency'));
  row.money(
    'cost',
    saysNothing(row.cell('cost_currency')) ? row.cell('currency') : row.cell('cost_currency'),
  );
  const counts = row.counts();
  return {
    stockNumber,
    values: { columns: row.columns, ...counts },
    errors: [...nulErrors, ...row.errors],
    warnings: row.warnings,
  };
}

/** A row with another number of cells than the header can't be trusted; empty ones too many don't matter. */
export function raggedProblem(cells: readonly string[], columns: number): RowProblem | null {
  if (cells.length === columns) return null;
  if (cells.length > columns && cells.slice(columns).every((cell) => cell.trim() === '')) return null;
  const message = `The row has ${cells.length} cells, the header has ${columns}.`;
  return { field: null, code: cells.length < columns ? 'too_few_cells' : 'too_many_cells', message };
}
