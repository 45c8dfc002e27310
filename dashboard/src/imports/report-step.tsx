import { Alert, Button, Group, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Import } from '../api/imports.ts';
import { ErrorFile } from './error-file.tsx';
import type { Step } from './import-step.ts';
import { RowReport } from './row-report.tsx';

interface ReportStepProps {
  readonly record: Import;
  readonly goTo: (step: Step) => void;
}

/** What a dry run has found, before anything is saved. */
export function ReportStep({ record, goTo }: ReportStepProps) {
  const { t } = useTranslation('imports');
  return (
    <Stack>
      <div>
        <Title order={2} size="h4">
          {t('check.title')}
        </Title>
        <Text c="dimmed">{t('check.text')}</Text>
      </div>
      {record.progress.processed_rows === 0 ? (
        <Alert color="yellow">{t('check.empty')}</Alert>
      ) : (
        <>
          <ErrorFile record={record} />
          <RowReport record={record} />
        </>
      )}
      <Group justify="space-between" gap="xs">
        <Button variant="default" onClick={() => goTo('columns')}>
          {t('check.back')}
        </Button>
        <Button onClick={() => goTo('import')} disabled={record.progress.processed_rows === 0}>
          {t('check.next')}
        </Button>
      </Group>
    </Stack>
  );
}
