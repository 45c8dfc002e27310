import { stringify } from 'csv-stringify/sync';
import { showComplications, showPhotos } from './csv-lists.ts';
import { guardFormula } from './csv-text.ts';
import type { Listing } from './listing.ts';
import { formatAmount } from './money.ts';
import { formatOptionalTime, formatTime } from './time.ts';

const plain = (value: string | number | boolean | null): string => (value === null ? '' : String(value));
const yesNo = (value: boolean | null): string => (value === null ? '' : value ? 'yes' : 'no');
const amount = (value: number | null, currency: string | null): string =>
  value === null || currency === null ? '' : formatAmount({ amount: value, currency });

/**
 * The columns of an export, private ones too, under the names the import knows. `version` lets the import change
 * a quantity; from `status` on they inform and are left out by it.
 */
const COLUMNS: readonly (readonly [name: string, cell: (listing: Listing) => string])[] = [
  ['stock_number', (it) => it.stock_number],
  ['title', (it) => it.title],
  ['brand', (it) => plain(it.brand)],
  ['model', (it) => plain(it.model)],
  ['reference_number', (it) => plain(it.reference_number)],
  ['year', (it) => plain(it.year)],
  ['year_precision', (it) => it.year_precision],
  ['condition', (it) => plain(it.condition)],
  ['has_box', (it) => yesNo(it.has_box)],
  ['has_papers', (it) => yesNo(it.has_papers)],
  ['price', (it) => amount(it.price_amount, it.price_currency)],
  ['currency', (it) => plain(it.price_currency)],
  ['quantity', (it) => plain(it.quantity)],
  ['case_diameter_mm', (it) => plain(it.case_diameter_mm)],
  ['case_material', (it) => plain(it.case_material)],
  ['bezel_material', (it) => plain(it.bezel_material)],
  ['crystal', (it) => plain(it.crystal)],
  ['dial_color', (it) => plain(it.dial_color)],
  ['bracelet_material', (it) => plain(it.bracelet_material)],
  ['movement', (it) => plain(it.movement)],
  ['caliber', (it) => plain(it.caliber)],
  ['power_reserve_hours', (it) => plain(it.power_reserve_hours)],
  ['water_resistance_m', (it) => plain(it.water_resistance_m)],
  ['complications', (it) => showComplications(it.complications)],
  ['gender', (it) => plain(it.gender)],
  ['photos', (it) => showPhotos(it.photos)],
  ['location.country', (it) => plain(it.location_country)],
  ['location.city', (it) => plain(it.location_city)],
  ['handling_time_days', (it) => plain(it.handling_time_days)],
  ['description', (it) => plain(it.description)],
  ['serial_number', (it) => plain(it.serial_number)],
  ['cost', (it) => amount(it.cost_amount, it.cost_currency)],
  ['cost_currency', (it) => plain(it.cost_currency)],
  ['internal_notes', (it) => plain(it.internal_notes)],
  ['storage_location', (it) => plain(it.storage_location)],
  ['version', (it) => plain(it.version)],
  ['status', (it) => it.status],
  ['published_at', (it) => plain(formatOptionalTime(it.published_us))],
  ['sold_at', (it) => plain(formatOptionalTime(it.sold_us))],
  ['created_at', (it) => formatTime(it.created_us)],
  ['updated_at', (it) => formatTime(it.updated_us)],
  ['id', (it) => it.id],
];

export const EXPORT_COLUMNS: readonly string[] = COLUMNS.map(([name]) => name);

/** One row; cells a spreadsheet would run as formulas are guarded. */
export const exportCells = (listing: Listing): string[] =>
  COLUMNS.map(([, cell]) => guardFormula(cell(listing)));

/** RFC 4180. The library by itself quotes a cell with `\r\n` in it, but not one with a line break of another kind. */
export const csvText = (rows: readonly (readonly string[])[]): string =>
  stringify(rows as string[][], { record_delimiter: '\r\n', quoted_match: /[\r\n]/ });
