import { Anchor, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { type ImportState, type ImportSummary, isUnderWay, listImports } from '../api/imports.ts';
import type { Column } from '../components/column.ts';
import { DataTable } from '../components/data-table.tsx';
import { ErrorState } from '../components/error-state.tsx';
import { Pager } from '../components/pager.tsx';
import { StatusBadge } from '../components/status-badge.tsx';
import { TimeText } from '../components/time-text.tsx';
import { usePages } from '../components/use-pages.ts';
import { useWorld } from '../shell/world.tsx';
import { importPath } from './import-path.ts';

/** Imports go on by themselves. */
const REFRESH_MS = 5_000;

const COLORS: Readonly<Record<ImportState, string>> = {
  queued: 'gray',
  running: 'blue',
  completed: 'green',
  failed: 'red',
};

export function EarlierImports() {
  const { t } = useTranslation('imports');
  return (
    <Stack component="section" gap="sm" aria-label={t('earlier.title')}>
      <Title order={2} size="h4">
        {t('earlier.title')}
      </Title>
      <ImportList />
    </Stack>
  );
}

function ImportList() {
  const { t } = useTranslation('imports');
  const { mode } = useWorld();
  const navigate = useNavigate();
  const columns = useColumns();
  const { query, rows, isStale, page, onPrevious, onNext } = usePages({
    queryKey: ['imports', mode, 'list'],
    fetchPage: (after, signal) => listImports(mode, after, signal),
    refetchMs: REFRESH_MS,
  });
  if (query.data === undefined) {
    return query.error === null ? (
      <Skeleton h={120} />
    ) : (
      <ErrorState error={query.error} onRetry={() => void query.refetch()} />
    );
  }
  if (rows.length === 0) return <Text c="dimmed">{t('earlier.empty')}</Text>;
  return (
    <div>
      <DataTable
        label={t('earlier.label')}
        columns={columns}
        rows={rows}
        rowKey={({ id }) => id}
        rowLabel={({ file_name }) => file_name}
        onOpen={({ id }) => void navigate(importPath(mode, id))}
        isStale={isStale}
      />
      <Pager page={page} rowCount={rows.length} onPrevious={onPrevious} onNext={onNext} />
    </div>
  );
}

function useColumns(): Column<ImportSummary>[] {
  const { t } = useTranslation('imports');
  const { mode } = useWorld();
  return [
    {
      key: 'file',
      header: t('earlier.file'),
      cell: ({ id, file_name }) => (
        <Anchor
          component={Link}
          to={importPath(mode, id)}
          size="sm"
          fw={600}
          style={{ overflowWrap: 'anywhere' }}
          onClick={(event) => event.stopPropagation()}
        >
          {file_name}
        </Anchor>
      ),
    },
    {
      key: 'kind',
      header: t('earlier.kind'),
      isEssential: true,
      cell: ({ dry_run }) => t(dry_run ? 'earlier.kinds.check' : 'earlier.kinds.import'),
    },
    {
      key: 'state',
      header: t('earlier.state'),
      isEssential: true,
      cell: ({ state }) => <StatusBadge color={COLORS[state]} label={t(`states.${state}`)} />,
    },
    { key: 'result', header: t('earlier.result'), cell: (record) => <Outcome record={record} /> },
    {
      key: 'when',
      header: t('earlier.when'),
      isEssential: true,
      cell: ({ created_at }) => <TimeText value={created_at} />,
    },
  ];
}

const NAMED = ['created', 'updated', 'failed'] as const;

function Outcome({ record }: { record: ImportSummary }) {
  const { t } = useTranslation('imports');
  if (isUnderWay(record)) return <>{`${record.progress.percent} %`}</>;
  const parts = NAMED.filter((result) => record.counts[result] > 0);
  if (parts.length === 0) return <>{record.error === null ? t('check.results.unchanged') : ''}</>;
  return (
    <>{parts.map((result) => `${t(`check.results.${result}`)}: ${record.counts[result]}`).join(' · ')}</>
  );
}
