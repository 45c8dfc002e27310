import { Anchor, Card, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { endpointHealthQuery } from '../api/endpoint-health.ts';
import type { EndpointHealth, WebhookEndpoint } from '../api/shapes.ts';
import { endpointText } from '../components/endpoint-text.ts';
import { ErrorState } from '../components/error-state.tsx';
import { StatusBadge } from '../components/status-badge.tsx';
import { formatDateTime } from '../components/time-text.tsx';
import { HealthNumbers } from './health-numbers.tsx';
import { type HealthState, judgeHealth } from './health-state.ts';
import { HoursChart } from './hours-chart.tsx';

const COLORS: Readonly<Record<HealthState, string>> = {
  healthy: 'green',
  idle: 'gray',
  unsteady: 'yellow',
  failing: 'red',
  paused: 'yellow',
  disabled: 'gray',
};

/** One endpoint: its state in words, what to do, and the numbers behind it. */
export function EndpointHealthCard({ endpoint }: { endpoint: WebhookEndpoint }) {
  const { t } = useTranslation('health');
  const titleId = useId();
  const { data: health, error, refetch } = useQuery(endpointHealthQuery(endpoint.id));
  const judgement = health === undefined ? null : judgeHealth(endpoint, health);
  return (
    <Card component="section" withBorder aria-labelledby={titleId}>
      <Stack gap="sm">
        <Group gap="sm">
          <Title order={3} size="h5" id={titleId} title={endpoint.url} style={{ overflowWrap: 'anywhere' }}>
            {endpointText(endpoint.url)}
          </Title>
          {judgement === null ? null : (
            <StatusBadge color={COLORS[judgement.state]} label={t(`states.${judgement.state}`)} />
          )}
          {endpoint.description === null ? null : (
            <Text size="sm" c="dimmed">
              {endpoint.description}
            </Text>
          )}
        </Group>
        {health !== undefined ? (
          <HealthContent endpoint={endpoint} health={health} />
        ) : error ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : (
          <Skeleton height={180} />
        )}
      </Stack>
    </Card>
  );
}

interface HealthContentProps {
  readonly endpoint: WebhookEndpoint;
  readonly health: EndpointHealth;
}

function HealthContent({ endpoint, health }: HealthContentProps) {
  const { t } = useTranslation('health');
  const { verdict } = judgeHealth(endpoint, health);
  return (
    <>
      <Text size="sm">
        {t(`verdicts.${verdict}.text`)}{' '}
        {verdict === 'healthy' ? null : <strong>{t(`verdicts.${verdict}.advice`)}</strong>}
      </Text>
      {health.failing_since === null || health.disabled_at === null ? null : (
        <Text size="sm">
          {t('failingSince', {
            since: formatDateTime(health.failing_since),
            until: formatDateTime(health.disabled_at),
          })}
        </Text>
      )}
      <Links endpointId={endpoint.id} health={health} />
      <HealthNumbers health={health} />
      <HoursChart hours={health.hours} host={endpointText(endpoint.url)} />
    </>
  );
}

const LOG = '/channels/custom-integration/deliveries';

/** To where the cause is seen or mended; none that would lead to an empty list. */
function Links({ endpointId, health }: { endpointId: string; health: EndpointHealth }) {
  const { t } = useTranslation('health');
  const hasFailed = health.hours.some(({ failed }) => failed > 0);
  const links = [
    ...(health.pending > 0 ? [['pending', `${LOG}?endpoint_id=${endpointId}&status=pending`] as const] : []),
    ...(hasFailed ? [['failed', `${LOG}?endpoint_id=${endpointId}&status=failed`] as const] : []),
    ['all', `${LOG}?endpoint_id=${endpointId}`] as const,
    ['settings', '/channels/custom-integration/settings'] as const,
  ];
  return (
    <Group gap="md">
      {links.map(([name, address]) => (
        <Anchor key={name} component={Link} to={address} size="sm">
          {t(`links.${name}`)}
        </Anchor>
      ))}
    </Group>
  );
}
