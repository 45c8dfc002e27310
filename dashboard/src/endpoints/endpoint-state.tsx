import { Alert, Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { IconPlugOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { WebhookEndpoint } from '../api/shapes.ts';
import { StatusBadge, TestBadge } from '../components/status-badge.tsx';
import { useEnable } from './use-enable.ts';

const REASONS = ['manual', 'gone', 'failing'] as const;

/** Enabled, disabled or failing, and the world it is for when it is for one. */
export function EndpointBadges({ endpoint }: { endpoint: WebhookEndpoint }) {
  const { t } = useTranslation('endpoints');
  const failures = endpoint.consecutive_failures;
  return (
    <Group gap="xs">
      {!endpoint.is_enabled ? (
        <StatusBadge color="gray" label={t('card.disabled')} />
      ) : failures > 0 ? (
        <StatusBadge color="red" label={t('card.failing', { count: failures })} />
      ) : (
        <StatusBadge color="green" label={t('card.enabled')} />
      )}
      {endpoint.mode === 'test' ? <TestBadge /> : null}
      {endpoint.mode === 'live' ? <StatusBadge color="blue" label={t('card.liveOnly')} /> : null}
    </Group>
  );
}

/** Why an endpoint is switched off, what that means, and the way back. */
export function DisabledNote({ endpoint, isLocked }: { endpoint: WebhookEndpoint; isLocked: boolean }) {
  const { t } = useTranslation('endpoints');
  const enable = useEnable(endpoint);
  const reason = REASONS.find((known) => known === endpoint.disabled_reason) ?? 'unknown';
  return (
    <Alert color={reason === 'manual' ? 'gray' : 'red'} icon={<IconPlugOff />}>
      <Stack gap="xs" align="flex-start">
        <Text size="sm">
          {t(`card.reasons.${reason}`)} {t('card.missed')}
        </Text>
        <Group gap="sm">
          <Button
            size="xs"
            onClick={() => enable.mutate()}
            loading={enable.isPending}
            disabled={isLocked}
            aria-label={t('actions.enableOf', { url: endpoint.url })}
          >
            {t('actions.enable')}
          </Button>
          <Anchor
            component={Link}
            to={`/channels/custom-integration/deliveries?endpoint_id=${endpoint.id}&status=cancelled`}
            size="sm"
            c="inherit"
            td="underline"
          >
            {t('card.toLog')}
          </Anchor>
        </Group>
      </Stack>
    </Alert>
  );
}
