import { Grid, Stack, Text } from '@mantine/core';
import { Trans, useTranslation } from 'react-i18next';
import { useWorld } from '../shell/world.tsx';
import { AcceptedFormats } from './accepted-formats.tsx';
import { FileInput } from './file-input.tsx';
import { useStartImport } from './use-start-import.ts';

/** Choosing a file uploads it and has it checked. */
export function FileStep() {
  const { t } = useTranslation('imports');
  const { mode } = useWorld();
  const upload = useStartImport();
  return (
    <Grid gap="lg">
      <Grid.Col span={{ base: 12, md: 7 }}>
        <Stack gap="sm">
          <Text>
            <Trans t={t} i18nKey={mode === 'test' ? 'file.goesTest' : 'file.goesLive'} />
          </Text>
          <FileInput upload={upload} onFile={(file) => upload.start({ file, options: { dry_run: true } })} />
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 5 }}>
        <AcceptedFormats />
      </Grid.Col>
    </Grid>
  );
}
