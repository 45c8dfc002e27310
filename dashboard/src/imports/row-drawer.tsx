import { Drawer, Stack, Table, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ImportColumn, ImportRow, RowValues } from '../api/imports.ts';
import { formatMoney } from '../components/money.ts';
import { RowProblems } from './row-problems.tsx';
import { type UnderstoodValue, understoodValues } from './row-values.ts';
import { useFieldLabel } from './use-field-label.ts';

interface RowDrawerProps {
  /** Null keeps it closed. */
  readonly row: ImportRow | null;
  readonly columns: readonly ImportColumn[];
  readonly onClose: () => void;
}

/** Everything a row of a dry run was understood to say. */
export function RowDrawer({ row, columns, onClose }: RowDrawerProps) {
  const { t } = useTranslation(['imports', 'shell']);
  return (
    <Drawer
      opened={row !== null}
      onClose={onClose}
      position="right"
      size="md"
      title={t('check.details', { row: row?.row ?? '' })}
      closeButtonProps={{ 'aria-label': t('shell:actions.close') }}
    >
      {row === null ? null : (
        <Stack>
          <RowProblems row={row} columns={columns} />
          <Title order={3} size="h5">
            {t('check.understood')}
          </Title>
          <Values values={row.values} />
        </Stack>
      )}
    </Drawer>
  );
}

function Values({ values }: { values: RowValues | null }) {
  const { t } = useTranslation('imports');
  const fieldLabel = useFieldLabel();
  const valueText = useValueText();
  const understood = values === null ? [] : understoodValues(values);
  if (understood.length === 0) return <Text c="dimmed">{t('check.nothingUnderstood')}</Text>;
  return (
    <Table variant="vertical" layout="fixed" aria-label={t('check.understood')}>
      <Table.Tbody>
        {understood.map(({ field, value }) => (
          <Table.Tr key={field}>
            <Table.Th w="40%">{fieldLabel(field)}</Table.Th>
            <Table.Td style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-line' }}>
              {valueText(value)}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function useValueText(): (value: UnderstoodValue['value']) => string {
  const { t } = useTranslation('imports');
  return (value) => {
    if (value === null) return t('check.onRequest');
    if (typeof value === 'boolean') return t(value ? 'check.yes' : 'check.no');
    if (typeof value !== 'object') return String(value);
    if ('photoCount' in value) return t('check.photos', { count: value.photoCount });
    return 'amount' in value ? formatMoney(value) : value.join(', ');
  };
}
