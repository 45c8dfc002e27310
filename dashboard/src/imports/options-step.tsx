import { Button, Checkbox, Group, List, Paper, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Import } from '../api/imports.ts';
import { useWorld } from '../shell/world.tsx';
import { mappingOf } from './column-mapping.ts';
import { FileAgain } from './file-again.tsx';
import { UploadError } from './file-input.tsx';
import { findHeldFile } from './held-file.ts';
import { UploadBar } from './upload-bar.tsx';
import { useStartImport } from './use-start-import.ts';

interface OptionsStepProps {
  readonly record: Import;
  readonly onBack: () => void;
}

/** The last look before the import; only the very file that was checked is imported. */
export function OptionsStep({ record, onBack }: OptionsStepProps) {
  const { t } = useTranslation('imports');
  const { mode } = useWorld();
  const [publish, setPublish] = useState(false);
  const upload = useStartImport();
  const held = findHeldFile(record.id);
  const mapping = mappingOf(record.columns);
  return (
    <Stack>
      <Title order={2} size="h4">
        {t('options.title')}
      </Title>
      <Summary record={record} />
      <Checkbox
        label={t('options.publish')}
        description={t('options.publishHint')}
        checked={publish}
        onChange={(event) => setPublish(event.currentTarget.checked)}
        disabled={upload.isUploading}
      />
      {held === null ? (
        <FileAgain
          record={record}
          upload={upload}
          onFile={(file) =>
            upload.start({
              file,
              options: { dry_run: true, mapping },
              recognized: {},
              step: 'check',
              replace: true,
            })
          }
        />
      ) : null}
      {held !== null && upload.isUploading ? <UploadBar upload={upload} /> : null}
      {held === null ? null : <UploadError error={upload.error} />}
      <Group justify="space-between" gap="xs">
        <Button variant="default" onClick={onBack} disabled={upload.isUploading}>
          {t('options.back')}
        </Button>
        <Button
          disabled={held === null}
          loading={held !== null && upload.isUploading}
          onClick={() =>
            held !== null && upload.start({ file: held.file, options: { dry_run: false, mapping, publish } })
          }
        >
          {t(mode === 'test' ? 'options.startTest' : 'options.start')}
        </Button>
      </Group>
    </Stack>
  );
}

function Summary({ record: { counts } }: { record: Import }) {
  const { t } = useTranslation('imports');
  const watches = (count: number) => t('options.watches', { count });
  return (
    <Paper withBorder p="md">
      <Text fw={600}>
        {t('options.summary', { created: watches(counts.created), updated: watches(counts.updated) })}
      </Text>
      <List size="sm" mt={4}>
        {counts.failed === 0 ? null : <List.Item>{t('options.leftOut', { count: counts.failed })}</List.Item>}
        {counts.skipped_sold === 0 ? null : (
          <List.Item>{t('options.skipped', { count: counts.skipped_sold })}</List.Item>
        )}
      </List>
    </Paper>
  );
}
