import { Button, Group, Paper, Progress, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { formatBytes } from './format-bytes.ts';
import type { StartImport } from './use-start-import.ts';

export function UploadBar({ upload }: { upload: StartImport }) {
  const { t } = useTranslation('imports');
  const { sentBytes = 0, totalBytes = 0 } = upload.progress ?? {};
  const isSent = totalBytes > 0 && sentBytes >= totalBytes;
  const values = { name: upload.fileName, sent: formatBytes(sentBytes), total: formatBytes(totalBytes) };
  return (
    <Paper withBorder p="md">
      <Stack gap="xs">
        <Text role="status">{isSent ? t('file.stored') : t('file.uploading', values)}</Text>
        <Progress
          value={totalBytes === 0 ? 0 : (sentBytes / totalBytes) * 100}
          animated={isSent}
          aria-label={t('check.progress')}
        />
        <Group justify="space-between">
          <Text size="sm" c="dimmed">
            {t('file.keepOpen')}
          </Text>
          <Button variant="default" size="xs" onClick={upload.stop}>
            {t('file.stop')}
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}
