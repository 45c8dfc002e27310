import { Button, FileButton, Paper, Stack, Text } from '@mantine/core';
import { IconFileSpreadsheet } from '@tabler/icons-react';
import { type DragEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './file-drop.module.css';

const ACCEPTED = '.csv,.tsv,.txt,text/csv,text/tab-separated-values,text/plain';

/** A place to drop a file on, with a button that does the same without a mouse. */
export function FileDrop({ onFiles }: { onFiles: (files: readonly File[]) => void }) {
  const { t } = useTranslation('imports');
  const [isOver, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    onFiles([...event.dataTransfer.files]);
  };
  return (
    <Paper
      className={classes.zone ?? ''}
      data-over={isOver || undefined}
      data-testid="file-drop"
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <Stack align="center" gap="xs" ta="center">
        <IconFileSpreadsheet size={44} stroke={1.25} aria-hidden />
        <Text fw={600}>{t(isOver ? 'file.dropNow' : 'file.drop')}</Text>
        <Text size="sm" c="dimmed">
          {t('file.or')}
        </Text>
        <FileButton accept={ACCEPTED} onChange={(file) => file !== null && onFiles([file])}>
          {(props) => <Button {...props}>{t('file.choose')}</Button>}
        </FileButton>
        <Text size="sm" c="dimmed">
          {t('file.limit')}
        </Text>
      </Stack>
    </Paper>
  );
}
