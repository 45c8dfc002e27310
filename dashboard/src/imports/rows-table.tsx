import { Box, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportColumn, ImportRow } from '../api/imports.ts';
import type { Column } from '../components/column.ts';
import { DataTable } from '../components/data-table.tsx';
import { StatusBadge } from '../components/status-badge.tsx';
import { RowDrawer } from './row-drawer.tsx';
import { RowProblems } from './row-problems.tsx';
import { formatRowPrice, nameOfWatch } from './row-values.ts';

const COLORS = {
  created: 'green',
  updated: 'blue',
  unchanged: 'gray',
  skipped_sold: 'gray',
  failed: 'red',
} as const;

interface RowsTableProps {
  readonly columns: readonly ImportColumn[];
  readonly rows: readonly ImportRow[];
  readonly isStale: boolean;
  /** A dry run tells what each row was understood to say. */
  readonly isDryRun: boolean;
}

export function RowsTable({ columns: fileColumns, rows, isStale, isDryRun }: RowsTableProps) {
  const { t } = useTranslation('imports');
  const [opened, setOpened] = useState<ImportRow | null>(null);
  const understood: Column<ImportRow>[] = [
    {
      key: 'price',
      header: t('check.price'),
      align: 'right',
      isEssential: true,
      cell: ({ values }) => formatRowPrice(values) ?? '',
    },
    {
      key: 'quantity',
      header: t('check.quantity'),
      align: 'right',
      cell: ({ values }) => values?.quantity ?? '',
    },
  ];
  const columns: Column<ImportRow>[] = [
    { key: 'watch', header: t('check.watch'), cell: (row) => <Watch row={row} columns={fileColumns} /> },
    { key: 'result', header: t('check.result'), isEssential: true, cell: (row) => <Result row={row} /> },
    ...(isDryRun ? understood : []),
    {
      key: 'remarks',
      header: t('check.remarks'),
      cell: (row) => <RowProblems row={row} columns={fileColumns} />,
    },
  ];
  return (
    <>
      <DataTable
        label={t('check.table')}
        columns={columns}
        rows={rows}
        rowKey={({ row }) => String(row)}
        rowLabel={(row) => t('check.details', { row: row.row })}
        isStale={isStale}
        {...(isDryRun ? { onOpen: setOpened } : {})}
      />
      <RowDrawer row={opened} columns={fileColumns} onClose={() => setOpened(null)} />
    </>
  );
}

/** On a small screen also its remarks, which have a column where there is room. */
function Watch({ row, columns }: { row: ImportRow; columns: readonly ImportColumn[] }) {
  const { t } = useTranslation('imports');
  return (
    <Stack gap={0} maw={420}>
      <Text size="sm" fw={600}>
        {row.stock_number ?? t('check.noStockNumber')}
      </Text>
      <Text size="sm">{nameOfWatch(row.values)}</Text>
      <Text size="xs" c="dimmed">
        {t('check.place', { row: row.row, line: row.line })}
      </Text>
      <Box hiddenFrom="sm">
        <RowProblems row={row} columns={columns} />
      </Box>
    </Stack>
  );
}

function Result({ row: { result } }: { row: ImportRow }) {
  const { t } = useTranslation('imports');
  return result === null ? (
    <StatusBadge color="yellow" label={t('check.warningOnly')} />
  ) : (
    <StatusBadge color={COLORS[result]} label={t(`check.rowResults.${result}`)} />
  );
}
