import { Badge, Card, Group, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { WebhookEndpoint } from '../api/shapes.ts';
import { TimeText } from '../components/time-text.tsx';
import { MissedAlert } from '../replays/missed-alert.tsx';
import { useMissedSince } from '../replays/use-missed-since.ts';
import { EndpointButtons } from './endpoint-buttons.tsx';
import { DisabledNote, EndpointBadges } from './endpoint-state.tsx';
import { FactList } from './fact-list.tsx';
import { GraceCountdown } from './grace-countdown.tsx';
import { PingResult } from './ping-result.tsx';
import { usePing } from './use-ping.ts';

interface EndpointCardProps {
  readonly endpoint: WebhookEndpoint;
  /** The plan does not include the integration: nothing new can be started. */
  readonly isLocked: boolean;
}

/** One endpoint: its state, what it hears of, and everything that can be done with it. */
export function EndpointCard({ endpoint, isLocked }: EndpointCardProps) {
  const { t } = useTranslation('endpoints');
  const ping = usePing(endpoint.id);
  const missed = useMissedSince(endpoint);
  const until = endpoint.previous_secret_expires_at;
  return (
    <Card withBorder component="article" aria-label={t('card.label', { url: endpoint.url })}>
      <Stack gap="sm">
        <Group justify="space-between" align="flex-start" gap="xs">
          <Stack gap={2} style={{ minWidth: 0 }}>
            <Title order={3} size="h5" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
              {endpoint.url}
            </Title>
            {endpoint.description === null ? null : (
              <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                {endpoint.description}
              </Text>
            )}
          </Stack>
          <EndpointBadges endpoint={endpoint} />
        </Group>
        {endpoint.is_enabled ? null : <DisabledNote endpoint={endpoint} isLocked={isLocked} />}
        {missed.since === null ? null : (
          <MissedAlert endpointId={endpoint.id} since={missed.since} onDone={missed.forget} />
        )}
        {until === null ? null : (
          <Group>
            <GraceCountdown until={until} />
          </Group>
        )}
        <EndpointFacts endpoint={endpoint} />
        <EndpointButtons endpoint={endpoint} isLocked={isLocked} ping={ping} />
        <PingResult ping={ping} />
      </Stack>
    </Card>
  );
}

function EndpointFacts({ endpoint }: { endpoint: WebhookEndpoint }) {
  const { t } = useTranslation('endpoints');
  const time = (value: string | null) =>
    value === null ? t('card.never') : <TimeText value={value} as="date-time" />;
  return (
    <>
      <Group gap={6}>
        <Text size="xs" c="dimmed">
          {t('card.events')}
        </Text>
        {endpoint.events.map((pattern) => (
          <Badge key={pattern} variant="default" tt="none" ff="monospace" fw={500}>
            {pattern}
          </Badge>
        ))}
      </Group>
      <FactList
        facts={[
          [t('card.data'), t(`form.modes.${endpoint.mode}`)],
          [
            t('card.ownWrites'),
            t(endpoint.skip_own_writes ? 'card.ownWritesSkipped' : 'card.ownWritesHeard'),
          ],
          [t('card.rateLimit'), t('card.rateLimitValue', { count: endpoint.rate_limit_per_second })],
          [t('card.lastSuccess'), time(endpoint.last_success_at)],
          [t('card.lastFailure'), time(endpoint.last_failure_at)],
        ]}
      />
    </>
  );
}
