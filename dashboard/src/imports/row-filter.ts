import { type Import, type ImportCounts, type ImportRow, ROW_RESULTS } from '../api/imports.ts';
import type { Page } from '../api/shapes.ts';

export const ROW_FILTERS = ['all', ...ROW_RESULTS, 'warned'] as const;
export type RowFilter = (typeof ROW_FILTERS)[number];

/** What an address names; all rows when it names nothing known. */
export const rowFilterOf = (text: string): RowFilter => ROW_FILTERS.find((it) => it === text) ?? 'all';

export const countRows = (counts: ImportCounts, filter: RowFilter): number =>
  filter === 'all' ? ROW_RESULTS.reduce((sum, result) => sum + counts[result], 0) : counts[filter];

/**
 * A page of the rows with warnings, which the hub shows with the import: the first 1,000, without their values.
 * @param after how many rows come before, as text
 */
export function pageOfWarnings(
  warnings: Import['warnings'],
  after: string | undefined,
  limit: number,
): Page<ImportRow> {
  const start = Number(after ?? 0);
  const end = start + limit;
  const hasMore = end < warnings.length;
  return {
    data: warnings.slice(start, end).map((row) => ({ ...row, result: null, errors: [], values: null })),
    has_more: hasMore,
    next_cursor: hasMore ? String(end) : null,
  };
}
