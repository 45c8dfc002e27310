import type { RowProblem } from '../api/imports.ts';

/** What is wrong, and where: a column of the file, else a field, else the row as a whole. */
export interface PlacedProblem {
  readonly column: string | null;
  readonly field: string | null;
  /** A sentence without the field's name, beginning with a capital letter. */
  readonly message: string;
}

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** @param columnOf the column of the file that fills a field; null when none does */
export function placeProblem(
  { field, message }: RowProblem,
  columnOf: (field: string) => string | null,
): PlacedProblem {
  const prefix = `${field}: `;
  const text = field !== null && message.startsWith(prefix) ? message.slice(prefix.length) : message;
  return { column: field === null ? null : columnOf(field), field, message: capitalized(text) };
}
