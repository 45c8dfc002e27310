import { Skeleton, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Import, listImportRows } from '../api/imports.ts';
import { ErrorState } from '../components/error-state.tsx';
import { Pager } from '../components/pager.tsx';
import { usePages } from '../components/use-pages.ts';
import { useUrlFilters } from '../components/use-url-filters.ts';
import { useWorld } from '../shell/world.tsx';
import { countRows, pageOfWarnings, type RowFilter, rowFilterOf } from './row-filter.ts';
import { RowFilterTiles } from './row-filter-tiles.tsx';
import { RowsTable } from './rows-table.tsx';

const ROWS_PER_PAGE = 50;

/** Counts of an import, and the rows behind each of them. */
export function RowReport({ record }: { record: Import }) {
  const { filters, setFilters } = useUrlFilters(['result']);
  const filter = rowFilterOf(filters.result);
  return (
    <Stack>
      <RowFilterTiles
        counts={record.counts}
        filter={filter}
        onChange={(next) => setFilters({ result: next === 'all' ? '' : next })}
      />
      <Rows record={record} filter={filter} />
    </Stack>
  );
}

function Rows({ record, filter }: { record: Import; filter: RowFilter }) {
  const { t } = useTranslation('imports');
  const { mode } = useWorld();
  const { query, rows, isStale, ...pager } = usePages({
    queryKey: ['imports', mode, record.id, 'rows', filter],
    fetchPage: async (after, signal) => {
      if (filter === 'warned') return pageOfWarnings(record.warnings, after, ROWS_PER_PAGE);
      const result = filter === 'all' ? null : filter;
      return await listImportRows(mode, record.id, { result, after, limit: ROWS_PER_PAGE }, signal);
    },
  });
  if (query.error !== null) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (query.data === undefined) return <Skeleton h={320} />;
  if (rows.length === 0) return <Text c="dimmed">{t('check.noRows')}</Text>;
  const isCut = filter === 'warned' && countRows(record.counts, filter) > record.warnings.length;
  return (
    <div>
      {isCut ? <Text size="sm">{t('check.firstWarnings', { count: record.warnings.length })}</Text> : null}
      <RowsTable columns={record.columns} rows={rows} isStale={isStale} isDryRun={record.dry_run} />
      <Pager page={pager.page} rowCount={rows.length} onPrevious={pager.onPrevious} onNext={pager.onNext} />
    </div>
  );
}
