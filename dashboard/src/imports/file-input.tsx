import { Alert, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IMPORT_FILE_BYTES_MAX } from '../api/imports.ts';
import { useErrorText } from '../components/error-state.tsx';
import { FileDrop } from './file-drop.tsx';
import { formatBytes } from './format-bytes.ts';
import { UploadBar } from './upload-bar.tsx';
import { FileChangedError, type StartImport } from './use-start-import.ts';

interface FileInputProps {
  readonly upload: StartImport;
  readonly onFile: (file: File) => void;
}

/** Takes one file that can be sent, shows how it is sent, and why it was refused. */
export function FileInput({ upload, onFile }: FileInputProps) {
  const { t } = useTranslation('imports');
  const [refusal, setRefusal] = useState<string | null>(null);
  const take = (files: readonly File[]) => {
    const [file] = files;
    if (file === undefined) return;
    const values = { name: file.name, size: formatBytes(file.size) };
    const why =
      files.length > 1
        ? t('file.several')
        : file.size === 0
          ? t('file.empty', values)
          : file.size > IMPORT_FILE_BYTES_MAX
            ? t('file.tooLarge', values)
            : null;
    setRefusal(why);
    if (why === null) onFile(file);
  };
  if (upload.isUploading) return <UploadBar upload={upload} />;
  return (
    <Stack gap="sm">
      {refusal === null ? <UploadError error={upload.error} /> : <Refusal text={refusal} />}
      <FileDrop onFiles={take} />
    </Stack>
  );
}

/** Why an upload failed; nothing when it did not. */
export function UploadError({ error }: { error: Error | null }) {
  const { t } = useTranslation('imports');
  const errorText = useErrorText();
  if (error === null) return null;
  return (
    <Refusal
      text={error instanceof FileChangedError ? t('file.changed', { name: error.message }) : errorText(error)}
    />
  );
}

function Refusal({ text }: { text: string }) {
  const { t } = useTranslation('imports');
  return (
    <Alert color="red" icon={<IconAlertTriangle />} title={t('file.refused')} role="alert">
      <Text size="sm">{text}</Text>
    </Alert>
  );
}
