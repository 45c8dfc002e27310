import { Alert, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Import } from '../api/imports.ts';
import { hasStockNumber } from './column-mapping.ts';
import { MappingActions } from './mapping-actions.tsx';
import { MappingTable } from './mapping-table.tsx';
import { useMapping } from './use-mapping.ts';

interface MappingStepProps {
  readonly record: Import;
  readonly onNext: () => void;
}

/** Which column fills which field; a change has the file checked again. */
export function MappingStep({ record, onNext }: MappingStepProps) {
  const { t } = useTranslation('imports');
  const state = useMapping(record);
  return (
    <Stack>
      <div>
        <Title order={2} size="h4">
          {t('columns.title')}
        </Title>
        <Text c="dimmed">{t('columns.text')}</Text>
        <FileFormat record={record} />
      </div>
      {record.state === 'failed' && !state.isChanged ? (
        <Alert color="red" icon={<IconAlertTriangle />} title={t('columns.failed')} role="alert">
          {record.error}
        </Alert>
      ) : null}
      <MappingTable columns={record.columns} state={state} />
      {hasStockNumber(state.mapping) ? null : (
        <Alert color="yellow" icon={<IconAlertTriangle />} role="status">
          {t('columns.noStockNumber')}
        </Alert>
      )}
      <MappingActions record={record} state={state} onNext={onNext} />
    </Stack>
  );
}

const DELIMITERS = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'bar' } as const;

function FileFormat({ record }: { record: Import }) {
  const { t } = useTranslation('imports');
  const delimiter = DELIMITERS[record.delimiter as keyof typeof DELIMITERS];
  if (delimiter === undefined) return null;
  return (
    <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
      {t('columns.file', {
        name: record.file_name,
        encoding: record.encoding.toUpperCase(),
        delimiter: t(`columns.delimiters.${delimiter}`),
      })}
    </Text>
  );
}
