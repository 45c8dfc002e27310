import { ApiError, invalidParameter } from './api-error.ts';
import type { Mapping } from './csv-mapping.ts';
import { type ImportField, isImportField } from './import-fields.ts';

export interface ImportOptions {
  /**
   * By column header; null leaves the column out. What it does not name is guessed. Headers by field are
   * understood too, where nothing else can be meant.
   */
  readonly mapping?: Mapping;
  /** Reports what would happen and changes nothing. */
  readonly dry_run?: boolean;
  /** Publishes what was never published; what the dealer took off the channel stays off. */
  readonly publish?: boolean;
}

const KNOWN = ['mapping', 'dry_run', 'publish'];
const MAPPED_COLUMNS_MAX = 500;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function readFlag(options: Record<string, unknown>, name: string): boolean {
  const value = options[name] ?? false;
  if (typeof value !== 'boolean') throw invalidParameter(`options.${name}`, 'must be true or false.');
  return value;
}

/**
 * Whether the mapping names a column for each field rather than a field for each column: every name is a field,
 * and every value is a header, of which some are no fields. A header like another field's name could mean either.
 */
function isByField(mapping: Record<string, unknown>): mapping is Record<ImportField, string> {
  const entries = Object.entries(mapping);
  return (
    entries.some(([, value]) => !isImportField(value)) &&
    entries.every(
      ([name, value]) =>
        isImportField(name) && typeof value === 'string' && (value === name || !isImportField(value)),
    )
  );
}

function byColumn(mapping: Record<ImportField, string>): Mapping {
  const fieldOf = new Map<string, ImportField>();
  for (const [field, column] of Object.entries(mapping) as [ImportField, string][]) {
    const other = fieldOf.get(column);
    if (other !== undefined) {
      throw invalidParameter(`options.mapping.${field}`, `the column ${column} fills ${other} already.`);
    }
    fieldOf.set(column, field);
  }
  return Object.fromEntries(fieldOf);
}

function readMapping(mapping: unknown): Mapping {
  if (!isObject(mapping))
    throw invalidParameter('options.mapping', 'must be an object of column headers and fields.');
  if (isByField(mapping)) return byColumn(mapping);
  const entries = Object.entries(mapping);
  if (entries.length > MAPPED_COLUMNS_MAX) {
    throw invalidParameter('options.mapping', `may name ${MAPPED_COLUMNS_MAX} columns.`);
  }
  const columnOf = new Map<string, string>();
  for (const [column, field] of entries) {
    if (field === null) continue;
    if (!isImportField(field)) {
      throw invalidParameter(
        `options.mapping.${column}`,
        `${JSON.stringify(field)} is not a field of a listing.`,
      );
    }
    const other = columnOf.get(field);
    if (other !== undefined) {
      throw invalidParameter(
        `options.mapping.${column}`,
        `${field} is filled by the column ${other} already.`,
      );
    }
    columnOf.set(field, column);
  }
  return mapping as Mapping;
}

/**
 * Checks the options of an upload, as parsed from JSON.
 * @throws ApiError `invalid_parameter`, `unknown_parameter`
 */
export function readImportOptions(options: unknown): Required<ImportOptions> {
  if (!isObject(options)) throw invalidParameter('options', 'must be a JSON object.');
  const unknown = Object.keys(options).find((name) => !KNOWN.includes(name));
  if (unknown !== undefined) throw new ApiError('unknown_parameter', { param: `options.${unknown}` });
  return {
    mapping: readMapping(options.mapping ?? {}),
    dry_run: readFlag(options, 'dry_run'),
    publish: readFlag(options, 'publish'),
  };
}
