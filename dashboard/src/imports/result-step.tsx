import { Alert, Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Import } from '../api/imports.ts';
import { ErrorFile } from './error-file.tsx';
import { RowReport } from './row-report.tsx';

/** What an import has done. */
export function ResultStep({ record }: { record: Import }) {
  const { t } = useTranslation('imports');
  useRenewedStock(record.id);
  return (
    <Stack>
      {record.state === 'failed' ? <Stopped record={record} /> : <Finished record={record} />}
      <Group gap="xs">
        <Button component={Link} to="/inventory">
          {t('result.toInventory')}
        </Button>
        <Button component={Link} to="/inventory/import" variant="default">
          {t('result.another')}
        </Button>
      </Group>
      <ErrorFile record={record} />
      <Title order={2} size="h4">
        {t('result.rows')}
      </Title>
      <RowReport record={record} />
    </Stack>
  );
}

/** What other pages know of the stock is old now. */
function useRenewedStock(importId: string): void {
  const client = useQueryClient();
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each import that has ended
  useEffect(() => {
    void client.invalidateQueries({ predicate: ({ queryKey: [noun] }) => noun !== 'imports' });
  }, [client, importId]);
}

function Finished({ record }: { record: Import }) {
  const { t } = useTranslation('imports');
  return (
    <Alert color="green" icon={<IconCircleCheck />} title={t('result.done')} role="status">
      <Text size="sm">
        {t('result.doneText', { count: record.progress.processed_rows })}{' '}
        {record.counts.created === 0 ? '' : t(record.publish ? 'result.published' : 'result.drafts')}
      </Text>
    </Alert>
  );
}

function Stopped({ record }: { record: Import }) {
  const { t } = useTranslation('imports');
  return (
    <Alert color="red" icon={<IconAlertTriangle />} title={t('result.failed')} role="alert">
      <Text size="sm">{record.error}</Text>
      <Text size="sm">{t('result.kept')}</Text>
    </Alert>
  );
}
