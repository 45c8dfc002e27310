import { describe, expect, it } from 'vitest';
import type { Import } from '../../src/api/imports.ts';
import { viewOf } from '../../src/imports/import-step.ts';

const DRY_RUN: Import = {
  id: 'import',
  is_test: false,
  state: 'completed',
  dry_run: true,
  publish: false,
  file_name: 'stock.csv',
  encoding: 'utf-8',
  delimiter: ',',
  progress: { processed_rows: 1, processed_bytes: 10, total_bytes: 10, percent: 100 },
  counts: { created: 1, updated: 0, unchanged: 0, skipped_sold: 0, failed: 0, warned: 0 },
  columns: [{ header: 'sku', field: 'stock_number', samples: ['1'] }],
  warnings: [],
  error: null,
  created_at: '2026-05-07T12:00:00.000000Z',
  finished_at: null,
};
const kindOf = (change: Partial<Import>, wanted = '') => viewOf({ ...DRY_RUN, ...change }, wanted).kind;

describe('where an import stands', () => {
  it('of a finished dry run is what the address says, and the columns at first', () => {
    expect(kindOf({})).toBe('mapping');
    expect(kindOf({}, 'columns')).toBe('mapping');
    expect(kindOf({}, 'check')).toBe('report');
    expect(kindOf({}, 'import')).toBe('options');
    expect(kindOf({}, 'nonsense')).toBe('mapping');
  });

  it.each(['queued', 'running'] as const)('while %s is its progress, whatever the address says', (state) => {
    expect(kindOf({ state }, 'import')).toBe('checking');
    expect(kindOf({ state, dry_run: false }, 'columns')).toBe('importing');
  });

  it('of a dry run that was refused is its columns, to be corrected', () => {
    expect(kindOf({ state: 'failed' }, 'import')).toBe('mapping');
  });

  it('of a file that could not be opened is another file', () => {
    expect(kindOf({ state: 'failed', columns: [] })).toBe('unreadable');
  });

  it.each(['completed', 'failed'] as const)('of an import that has %s is its result', (state) => {
    expect(kindOf({ state, dry_run: false }, 'columns')).toBe('result');
  });

  it('of a check whose columns are not known is its report', () => {
    expect(kindOf({ columns: [] })).toBe('report');
  });
});
