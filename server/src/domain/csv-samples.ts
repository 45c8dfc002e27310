import type { Mapping } from './csv-mapping.ts';
import { unguardFormula } from './csv-text.ts';
import type { ImportField } from './import-fields.ts';

/** A column of a file as the dealer sees it: which field it fills, and what it holds. */
export interface ImportColumn {
  readonly header: string;
  /** Null = left out. */
  readonly field: ImportField | null;
  /** Up to three different values, shortened, in the file's order. */
  readonly samples: readonly string[];
}

const SAMPLES_MAX = 3;
const SAMPLE_CHARS_MAX = 100;

/** More columns than any table is shown with; it bounds what an import keeps. */
const SAMPLED_COLUMNS_MAX = 500;

const shorten = (cell: string): string =>
  [
    ...unguardFormula(cell)
      .slice(0, 10 * SAMPLE_CHARS_MAX)
      .replace(/[\p{Cc}\s]+/gu, ' ')
      .trim(),
  ]
    .slice(0, SAMPLE_CHARS_MAX)
    .join('');

function samplesOf(index: number, rows: readonly (readonly string[])[]): string[] {
  if (index >= SAMPLED_COLUMNS_MAX) return [];
  const values = rows.map((cells) => shorten(cells[index] ?? '')).filter((value) => value !== '');
  return [...new Set(values)].slice(0, SAMPLES_MAX);
}

/** @param rows cells of the file's first rows */
export const describeColumns = (
  columns: readonly string[],
  mapping: Mapping,
  rows: readonly (readonly string[])[],
): ImportColumn[] =>
  columns.map((header, index) => ({
    header,
    field: mapping[header] ?? null,
    samples: samplesOf(index, rows),
  }));
