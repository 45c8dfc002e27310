import { Button, Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconEdit, IconKey, IconPlayerPause, IconSend, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { WebhookEndpoint } from '../api/shapes.ts';
import { EndpointModal } from './endpoint-modal.tsx';
import { RotateSecretModal } from './rotate-secret-modal.tsx';
import { useEndings } from './use-endings.ts';
import type { usePing } from './use-ping.ts';

interface EndpointButtonsProps {
  readonly endpoint: WebhookEndpoint;
  readonly isLocked: boolean;
  readonly ping: ReturnType<typeof usePing>;
}

/** What can be done with an endpoint. Without the plan, only what ends something. */
export function EndpointButtons({ endpoint, isLocked, ping }: EndpointButtonsProps) {
  const { t } = useTranslation('endpoints');
  const [isEditing, edit] = useDisclosure(false);
  const [isRotating, rotate] = useDisclosure(false);
  const { disable, remove } = useEndings(endpoint);
  const { url, is_enabled } = endpoint;
  const button = { size: 'xs', variant: 'default' } as const;
  return (
    <Group gap="xs">
      <Button
        {...button}
        leftSection={<IconSend size={14} />}
        onClick={ping.send}
        loading={ping.isSending}
        disabled={isLocked || !is_enabled}
        aria-label={t('actions.pingOf', { url })}
      >
        {t('actions.ping')}
      </Button>
      <Button
        {...button}
        leftSection={<IconKey size={14} />}
        onClick={rotate.open}
        disabled={isLocked}
        aria-label={t('actions.rotateOf', { url })}
      >
        {t('actions.rotate')}
      </Button>
      <Button
        {...button}
        leftSection={<IconEdit size={14} />}
        onClick={edit.open}
        disabled={isLocked}
        aria-label={t('actions.editOf', { url })}
      >
        {t('actions.edit')}
      </Button>
      {is_enabled ? (
        <Button
          {...button}
          leftSection={<IconPlayerPause size={14} />}
          onClick={disable}
          aria-label={t('actions.disableOf', { url })}
        >
          {t('actions.disable')}
        </Button>
      ) : null}
      <Button
        {...button}
        variant="light"
        color="red"
        leftSection={<IconTrash size={14} />}
        onClick={remove}
        aria-label={t('actions.deleteOf', { url })}
      >
        {t('actions.delete')}
      </Button>
      <EndpointModal isOpen={isEditing} endpoint={endpoint} onClose={edit.close} />
      <RotateSecretModal isOpen={isRotating} endpoint={endpoint} onClose={rotate.close} />
    </Group>
  );
}
