import { Paper, Progress, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Import } from '../api/imports.ts';

/** A dry run or an import on its way; asked for again by the page until it ends. */
export function ImportProgress({ record }: { record: Import }) {
  const { t } = useTranslation('imports');
  const { percent, processed_rows } = record.progress;
  const values = { name: record.file_name };
  return (
    <Paper withBorder p="lg">
      <Stack gap="sm">
        <Title order={2} size="h4" style={{ overflowWrap: 'anywhere' }}>
          {record.dry_run ? t('check.checking', values) : t('check.importing', values)}
        </Title>
        <Progress.Root size="xl">
          <Progress.Section value={percent} aria-label={t('check.progress')} animated>
            <Progress.Label>{percent > 8 ? `${percent} %` : ''}</Progress.Label>
          </Progress.Section>
        </Progress.Root>
        <Text size="sm" role="status" className="tabular">
          {record.state === 'queued' ? t('check.waiting') : t('check.rows', { count: processed_rows })}
        </Text>
        <Text size="sm" c="dimmed">
          {t('check.closable')}
        </Text>
      </Stack>
    </Paper>
  );
}
