import { Alert, Stack, Text } from '@mantine/core';
import { IconFileAlert } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Import } from '../api/imports.ts';
import { FileStep } from './file-step.tsx';

/** A file that could be stored but not read; another one is the way on. */
export function UnreadableFile({ record }: { record: Import }) {
  const { t } = useTranslation('imports');
  return (
    <Stack>
      <Alert color="red" icon={<IconFileAlert />} title={t('unreadable.title')} role="alert">
        <Text size="sm" fw={600}>
          {record.file_name}
        </Text>
        <Text size="sm">{record.error}</Text>
      </Alert>
      <FileStep />
    </Stack>
  );
}
