import { Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ImportColumn } from '../api/imports.ts';
import type { Column } from '../components/column.ts';
import { DataTable } from '../components/data-table.tsx';
import { StatusBadge } from '../components/status-badge.tsx';
import { countLeftOut } from './column-mapping.ts';
import { FieldSelect } from './field-select.tsx';
import type { MappingState } from './use-mapping.ts';

interface MappingTableProps {
  readonly columns: readonly ImportColumn[];
  readonly state: MappingState;
}

export function MappingTable({ columns: fileColumns, state }: MappingTableProps) {
  const { t } = useTranslation('imports');
  const columns: Column<ImportColumn>[] = [
    {
      key: 'header',
      header: t('columns.column'),
      cell: ({ header }) => <ColumnName header={header} state={state} />,
    },
    {
      key: 'samples',
      header: t('columns.samples'),
      isEssential: true,
      cell: ({ samples }) => <Samples samples={samples} />,
    },
    {
      key: 'field',
      header: t('columns.field'),
      isEssential: true,
      cell: ({ header }) => (
        <FieldSelect
          header={header}
          mapping={state.mapping}
          onChange={(field) => state.choose(header, field)}
        />
      ),
    },
  ];
  const leftOut = countLeftOut(state.mapping);
  return (
    <Stack gap="xs">
      <DataTable
        label={t('columns.table')}
        columns={columns}
        rows={fileColumns}
        rowKey={({ header }) => header}
        rowLabel={({ header }) => header}
      />
      {leftOut === 0 ? null : (
        <Text size="sm" c="dimmed" role="status">
          {t('columns.leftOut', { count: leftOut })}
        </Text>
      )}
    </Stack>
  );
}

function ColumnName({ header, state }: { header: string; state: MappingState }) {
  const { t } = useTranslation('imports');
  const field = state.mapping[header] ?? null;
  const isChanged = field !== state.checked[header];
  return (
    <Group gap="xs">
      <Text component="span" fw={600} c={field === null ? 'dimmed' : 'bright'} maw={280}>
        {header}
      </Text>
      {isChanged ? <StatusBadge color="blue" label={t('columns.changed')} /> : null}
      {!isChanged && field !== null && state.recognized[header] === field ? (
        <StatusBadge color="green" label={t('columns.guessed')} />
      ) : null}
    </Group>
  );
}

function Samples({ samples }: { samples: readonly string[] }) {
  const { t } = useTranslation('imports');
  if (samples.length === 0) {
    return (
      <Text size="sm" c="dimmed" fs="italic">
        {t('columns.noSamples')}
      </Text>
    );
  }
  return (
    <Stack gap={0} maw={360}>
      {samples.map((sample) => (
        <Text key={sample} size="sm" truncate title={sample}>
          {sample}
        </Text>
      ))}
    </Stack>
  );
}
