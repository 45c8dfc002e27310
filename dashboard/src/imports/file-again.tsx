import { Paper, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Import } from '../api/imports.ts';
import { FileInput } from './file-input.tsx';
import type { StartImport } from './use-start-import.ts';

interface FileAgainProps {
  readonly record: Import;
  readonly upload: StartImport;
  readonly onFile: (file: File) => void;
}

/** After a reload the browser has no file to send: it is chosen, and checked, once more. */
export function FileAgain({ record, upload, onFile }: FileAgainProps) {
  const { t } = useTranslation('imports');
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <Title order={3} size="h5">
          {t('again.title')}
        </Title>
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {t('again.text', { name: record.file_name })}
        </Text>
        <FileInput upload={upload} onFile={onFile} />
      </Stack>
    </Paper>
  );
}
