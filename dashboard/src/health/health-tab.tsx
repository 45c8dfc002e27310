import { Button, Stack } from '@mantine/core';
import { IconHeartbeat } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { integrationQuery } from '../api/integration.ts';
import type { WebhookEndpoint } from '../api/shapes.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { TabHeading } from '../components/tab-heading.tsx';
import { EndpointHealthCard } from './endpoint-health-card.tsx';

const REFRESH_MS = 15_000;

/** How each endpoint has been doing, in words and numbers. */
export function HealthTab() {
  const { t } = useTranslation('health');
  // Whether an endpoint is enabled is as much of its health as the numbers.
  const { data: integration } = useQuery({ ...integrationQuery, refetchInterval: REFRESH_MS });
  if (integration === undefined) return null;
  return (
    <Stack>
      <TabHeading title={t('title')} text={t('text')} />
      <Endpoints endpoints={integration.webhook_endpoints} />
    </Stack>
  );
}

function Endpoints({ endpoints }: { endpoints: readonly WebhookEndpoint[] }) {
  const { t } = useTranslation('health');
  if (endpoints.length > 0) {
    return endpoints.map((endpoint) => <EndpointHealthCard key={endpoint.id} endpoint={endpoint} />);
  }
  return (
    <EmptyState icon={IconHeartbeat} title={t('empty.title')} text={t('empty.text')}>
      <Button component={Link} to="/channels/custom-integration/settings">
        {t('empty.add')}
      </Button>
    </EmptyState>
  );
}
