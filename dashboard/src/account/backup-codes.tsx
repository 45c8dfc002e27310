import { Alert, Button, Card, Checkbox, Code, Group, SimpleGrid, Stack } from '@mantine/core';
import { IconDownload, IconKey } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useUser } from '../api/session.ts';
import { CopyButton } from '../components/copy-button.tsx';
import { downloadText } from './download-text.ts';

interface BackupCodesProps {
  readonly codes: readonly string[];
  readonly onDone: () => void;
}

/** Shown once; left only when the reader says that they are stored. */
export function BackupCodes({ codes, onDone }: BackupCodesProps) {
  const { t } = useTranslation('account');
  const [isStored, setStored] = useState(false);
  return (
    <Stack>
      <Alert color="yellow" icon={<IconKey />}>
        {t('backupCodes.text')}
      </Alert>
      <Card withBorder padding="sm">
        <SimpleGrid component="ul" cols={2} spacing="xs" p={0} m={0} aria-label={t('backupCodes.label')}>
          {codes.map((code) => (
            <li key={code} style={{ listStyle: 'none', textAlign: 'center' }}>
              <Code fz="md" bg="transparent">
                {code}
              </Code>
            </li>
          ))}
        </SimpleGrid>
      </Card>
      <Keep codes={codes} />
      <Checkbox
        label={t('backupCodes.stored')}
        checked={isStored}
        onChange={(event) => setStored(event.currentTarget.checked)}
      />
      <Group justify="flex-end">
        <Button disabled={!isStored} onClick={onDone}>
          {t('backupCodes.done')}
        </Button>
      </Group>
    </Stack>
  );
}

function Keep({ codes }: { codes: readonly string[] }) {
  const { t } = useTranslation('account');
  const { email } = useUser();
  const download = () =>
    downloadText(
      'watchtraderhub-backup-codes.txt',
      [t('backupCodes.fileHeading', { email }), '', ...codes, ''].join('\n'),
    );
  return (
    <Group gap="xs">
      <Button variant="default" size="xs" leftSection={<IconDownload size={14} />} onClick={download}>
        {t('backupCodes.download')}
      </Button>
      <CopyButton value={codes.join('\n')} what={t('backupCodes.label')} />
    </Group>
  );
}
