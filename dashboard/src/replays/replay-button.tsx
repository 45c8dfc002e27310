import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconRepeat } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Integration } from '../api/shapes.ts';
import { ReplayModal } from './replay-modal.tsx';

interface ReplayButtonProps {
  readonly integration: Integration;
  /** Chosen already elsewhere on the page; empty when none is. */
  readonly endpointId: string;
}

/** Opens the dialog of a replay; absent while there is no endpoint that could be told of anything. */
export function ReplayButton({ integration, endpointId }: ReplayButtonProps) {
  const { t } = useTranslation('replays');
  const [isOpen, dialog] = useDisclosure(false);
  const enabled = integration.webhook_endpoints.filter(({ is_enabled }) => is_enabled);
  const chosen = enabled.find(({ id }) => id === endpointId) ?? enabled[0];
  if (chosen === undefined) return null;
  return (
    <>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconRepeat size={14} aria-hidden />}
        onClick={dialog.open}
      >
        {t('open')}
      </Button>
      <ReplayModal
        isOpen={isOpen}
        integration={integration}
        start={{ endpoint_id: chosen.id }}
        onClose={dialog.close}
      />
    </>
  );
}
