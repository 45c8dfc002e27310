import { type CursorKind, encodeCursor } from './cursor.ts';
import type { Micros } from './time.ts';

export interface Page<T> {
  readonly object: 'list';
  readonly data: T[];
  readonly has_more: boolean;
  readonly next_cursor: string | null;
}

/**
 * The public list shape.
 * @param rows up to `limit` + 1 of them: the one too many tells that there is another page
 * @param cursorOf the cursor that goes on behind a row
 */
export function toPageBy<Row, T>(
  rows: readonly Row[],
  limit: number,
  cursorOf: (row: Row) => string,
  show: (row: Row) => T,
): Page<T> {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return {
    object: 'list',
    data: page.map(show),
    has_more: hasMore,
    next_cursor: hasMore ? cursorOf(last) : null,
  };
}

/** The same for a list that is newest first. */
export function toPage<Row extends { readonly id: string }, T>(
  kind: CursorKind,
  rows: readonly Row[],
  limit: number,
  timeOf: (row: Row) => Micros,
  show: (row: Row) => T,
): Page<T> {
  return toPageBy(rows, limit, (row) => encodeCursor(kind, { timeUs: timeOf(row), id: row.id }), show);
}
