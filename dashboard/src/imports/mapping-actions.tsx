import { Button, Group, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Import } from '../api/imports.ts';
import { hasStockNumber } from './column-mapping.ts';
import { FileAgain } from './file-again.tsx';
import { UploadError } from './file-input.tsx';
import { UploadBar } from './upload-bar.tsx';
import type { MappingState } from './use-mapping.ts';
import { useStartImport } from './use-start-import.ts';

interface MappingActionsProps {
  readonly record: Import;
  readonly state: MappingState;
  readonly onNext: () => void;
}

export function MappingActions({ record, state, onNext }: MappingActionsProps) {
  const { t } = useTranslation('imports');
  const upload = useStartImport();
  const { mapping, recognized } = state;
  const mustCheck = state.isChanged || record.state === 'failed';
  const isUsable = hasStockNumber(mapping);
  const check = (file: File) =>
    upload.start({ file, options: { dry_run: true, mapping }, recognized, step: 'check', replace: true });
  if (upload.isUploading) return <UploadBar upload={upload} />;
  if (mustCheck && isUsable && state.file === null) {
    return (
      <Stack>
        <FileAgain record={record} upload={upload} onFile={check} />
        <Group justify="flex-end">
          <ResetButton state={state} />
        </Group>
      </Stack>
    );
  }
  return (
    <Stack gap="sm">
      <UploadError error={upload.error} />
      <Group justify="space-between" gap="xs">
        <Button component={Link} to="/inventory/import" variant="default">
          {t('columns.otherFile')}
        </Button>
        <Group gap="xs">
          <ResetButton state={state} />
          {mustCheck ? (
            <Button disabled={!isUsable} onClick={() => state.file !== null && check(state.file)}>
              {t('columns.again')}
            </Button>
          ) : (
            <Button onClick={onNext}>{t('columns.next')}</Button>
          )}
        </Group>
      </Group>
    </Stack>
  );
}

function ResetButton({ state }: { state: MappingState }) {
  const { t } = useTranslation('imports');
  return state.isChanged ? (
    <Button variant="subtle" onClick={state.reset}>
      {t('columns.reset')}
    </Button>
  ) : null;
}
