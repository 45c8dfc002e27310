import { Button, Group, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type Import, importErrorsUrl } from '../api/imports.ts';
import { useWorld } from '../shell/world.tsx';

/** Offers what is wrong as a file; nothing without errors. */
export function ErrorFile({ record }: { record: Import }) {
  const { t } = useTranslation('imports');
  const { mode } = useWorld();
  if (record.counts.failed === 0) return null;
  return (
    <Group gap="sm">
      <Button
        component="a"
        href={importErrorsUrl(mode, record.id)}
        download
        variant="default"
        leftSection={<IconDownload size={16} aria-hidden />}
      >
        {t('result.errorFile')}
      </Button>
      <Text size="sm" c="dimmed" style={{ flex: 1, minWidth: 220 }}>
        {t('result.errorFileHint')}
      </Text>
    </Group>
  );
}
