import { type HeaderMeaning, headerMeaning } from './csv-synonyms.ts';
import { unguardFormula } from './csv-text.ts';
import type { ImportField } from './import-fields.ts';
import { ImportFileError } from './import-file-error.ts';

/** By column, in the file's order; null = left out. */
export type Mapping = Readonly<Record<string, ImportField | null>>;

/** No list has so many; names that are all alike would take the square of their number to tell apart. */
const COLUMNS_MAX = 1_000;

/**
 * `(column 3)` for a header without a name; a second `price` becomes `price (2)`.
 * @throws ImportFileError when there are too many, not counting nameless ones at the end
 */
export function nameColumns(header: readonly string[]): string[] {
  const count = header.findLastIndex((cell) => cell.trim() !== '') + 1;
  if (count > COLUMNS_MAX) {
    throw new ImportFileError(
      `The first line names ${count} columns; a file may have ${COLUMNS_MAX}. Is another delimiter meant?`,
    );
  }
  const taken = new Set<string>();
  return header.map((cell, index) => {
    const name = unguardFormula(cell).replace(/\s+/gu, ' ').trim().slice(0, 100) || `(column ${index + 1})`;
    let unique = name;
    for (let count = 2; taken.has(unique); count += 1) unique = `${name} (${count})`;
    taken.add(unique);
    return unique;
  });
}

const listColumns = (columns: readonly string[]): string =>
  columns.slice(0, 30).join(', ') + (columns.length > 30 ? ', …' : '');

/** The columns of an explicit mapping, as the file names them. */
function resolveExplicit(columns: readonly string[], explicit: Mapping): Map<string, ImportField | null> {
  const resolved = new Map<string, ImportField | null>();
  for (const [name, field] of Object.entries(explicit)) {
    const wanted = name.replace(/\s+/gu, ' ').trim();
    const column =
      columns.find((it) => it === wanted) ?? columns.find((it) => it.toLowerCase() === wanted.toLowerCase());
    if (column === undefined) {
      throw new ImportFileError(
        `The mapping names a column "${wanted}" that the file does not have. Its columns are: ${listColumns(columns)}.`,
      );
    }
    resolved.set(column, field);
  }
  return resolved;
}

/** What the dealer said, else what the header means, the likelier column first. */
function assignFields(
  columns: readonly string[],
  said: ReadonlyMap<string, ImportField | null>,
): Map<string, ImportField | null> {
  const chosen = new Map<string, ImportField>();
  const taken = new Set<ImportField>([...said.values()].filter((field) => field !== null));
  const guesses = columns
    .filter((column) => !said.has(column))
    .map((column) => ({ column, meaning: headerMeaning(column) }))
    .filter((guess): guess is { column: string; meaning: HeaderMeaning } => guess.meaning !== null)
    .sort((left, right) => left.meaning.rank - right.meaning.rank);
  for (const { column, meaning } of guesses) {
    if (taken.has(meaning.field)) continue;
    taken.add(meaning.field);
    chosen.set(column, meaning.field);
  }
  return new Map(columns.map((column) => [column, said.get(column) ?? chosen.get(column) ?? null]));
}

/** What the headers mean by themselves; for a dealer to begin with where mapColumns refuses. */
export const guessColumns = (columns: readonly string[]): Mapping =>
  Object.fromEntries(assignFields(columns, new Map()));

/**
 * Which column fills which field.
 * @throws ImportFileError when no column gives the stock number, or the dealer names one that is not there
 */
export function mapColumns(columns: readonly string[], explicit: Mapping = {}): Mapping {
  const fields = assignFields(columns, resolveExplicit(columns, explicit));
  if (![...fields.values()].includes('stock_number')) {
    throw new ImportFileError(
      `No column holds the stock number, which tells the listings apart. The first line must name the columns; it reads: ${listColumns(columns)}. Name one "stock_number", or choose one in the mapping.`,
    );
  }
  return Object.fromEntries(fields);
}
