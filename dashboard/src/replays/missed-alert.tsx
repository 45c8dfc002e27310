import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconRepeat } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { integrationQuery } from '../api/integration.ts';
import { formatDateTime } from '../components/time-text.tsx';
import { ReplayModal } from './replay-modal.tsx';
import { clampToKept } from './replay-values.ts';

interface MissedAlertProps {
  readonly endpointId: string;
  /** RFC 3339: the oldest event that the endpoint was not told of. */
  readonly since: string;
  readonly onDone: () => void;
}

/** After an endpoint is enabled again: offers the replay of what it was not told of. */
export function MissedAlert({ endpointId, since, onDone }: MissedAlertProps) {
  const { t } = useTranslation('replays');
  const [isOpen, dialog] = useDisclosure(false);
  const { data: integration } = useQuery(integrationQuery);
  const from = clampToKept(since, Date.now());
  return (
    <Alert color="blue" icon={<IconRepeat />} title={t('missed.title')} role="status">
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{t('missed.text', { since: formatDateTime(from) })}</Text>
        <Group gap="sm">
          <Button size="xs" onClick={dialog.open}>
            {t('missed.start')}
          </Button>
          <Button size="xs" variant="default" onClick={onDone}>
            {t('missed.dismiss')}
          </Button>
        </Group>
      </Stack>
      {integration === undefined ? null : (
        <ReplayModal
          isOpen={isOpen}
          integration={integration}
          start={{ endpoint_id: endpointId, range: 'custom', since: from, only_failed: true }}
          onClose={dialog.close}
          onStarted={onDone}
        />
      )}
    </Alert>
  );
}
