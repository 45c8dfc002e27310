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
  const held = findHeldFile(record.id);
  return (
    <Stack>
      <Title order={2} size="h4">
        {t('options.title')}
      </Title>
      <Summary record={record} />
      {held === null ? (
        <CheckAgain record={record} onBack={onBack} />
      ) : (
        <Options record={record} file={held.file} onBack={onBack} />
      )}
    </Stack>
  );
}

function Options({ record, file, onBack }: OptionsStepProps & { file: File }) {
  const { t } = useTranslation('imports');
  const { mode } = useWorld();
  const [publish, setPublish] = useState(false);
  const upload = useStartImport();
  const options = { dry_run: false, mapping: mappingOf(record.columns), publish };
  return (
    <>
      <Checkbox
        label={t('options.publish')}
        description={t('options.publishHint')}
        checked={publish}
        onChange={(event) => setPublish(event.currentTarget.checked)}
        disabled={upload.isUploading}
      />
      {upload.isUploading ? <UploadBar upload={upload} /> : <UploadError error={upload.error} />}
      <Group justify="space-between" gap="xs">
        <Button variant="default" onClick={onBack} disabled={upload.isUploading}>
          {t('options.back')}
        </Button>
        <Button loading={upload.isUploading} onClick={() => upload.start({ file, options })}>
          {t(mode === 'test' ? 'options.startTest' : 'options.start')}
        </Button>
      </Group>
    </>
  );
}

function CheckAgain({ record, onBack }: OptionsStepProps) {
  const { t } = useTranslation('imports');
  const upload = useStartImport();
  const options = { dry_run: true, mapping: mappingOf(record.columns) };
  return (
    <>
      <FileAgain
        record={record}
        upload={upload}
        onFile={(file) => upload.start({ file, options, recognized: {}, step: 'check', replace: true })}
      />
      <Group>
        <Button variant="default" onClick={onBack} disabled={upload.isUploading}>
          {t('options.back')}
        </Button>
      </Group>
    </>
  );
}

function Summary({ record: { counts } }: { record: Import }) {
  const { t } = useTranslation('imports');
  const watches = (count: number) => t('options.watches', { count });
  return (
    <Paper withBorder p="md">
      <Text fw={600}>
        {counts.created + counts.updated === 0
          ? t('options.nothing')
          : t('options.summary', { created: watches(counts.created), updated: watches(counts.updated) })}
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
