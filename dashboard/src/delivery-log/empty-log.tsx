import { Button, Group } from '@mantine/core';
import { IconFilterOff, IconSend, IconWebhook } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Integration, WebhookEndpoint } from '../api/shapes.ts';
import { pingEndpoint } from '../api/webhook-endpoints.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { endpointText } from '../components/endpoint-text.ts';
import { useAction } from '../components/use-action.ts';
import { type FilterProps, hasFilters, isWholeId, NO_FILTERS } from './delivery-filters.ts';

/** In place of rows: nothing matches, nothing was sent yet, or there is nowhere to send to. */
export function EmptyLog({ filters, onChange, integration }: FilterProps & { integration: Integration }) {
  const { t } = useTranslation('deliveryLog');
  if (hasFilters(filters)) return <NoMatch filters={filters} onChange={onChange} />;
  const enabled = integration.webhook_endpoints.filter(({ is_enabled }) => is_enabled);
  if (enabled.length === 0) {
    return (
      <EmptyState icon={IconWebhook} title={t('empty.title')} text={t('empty.noEndpoint')}>
        <Button component={Link} to="/channels/custom-integration/settings">
          {t('empty.addEndpoint')}
        </Button>
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={IconSend} title={t('empty.title')} text={t('empty.ping')}>
      <Group gap="xs" justify="center">
        {enabled.map((endpoint) => (
          <PingButton key={endpoint.id} endpoint={endpoint} isOnly={enabled.length === 1} />
        ))}
      </Group>
    </EmptyState>
  );
}

function NoMatch({ filters, onChange }: FilterProps) {
  const { t } = useTranslation('deliveryLog');
  const isPartOfId = filters.q !== '' && !isWholeId(filters.q);
  return (
    <EmptyState
      icon={IconFilterOff}
      title={t('noMatch.title')}
      text={t(isPartOfId ? 'noMatch.partOfId' : 'noMatch.text')}
    >
      <Button variant="default" onClick={() => onChange(NO_FILTERS)}>
        {t('filters.clear')}
      </Button>
    </EmptyState>
  );
}

function PingButton({ endpoint, isOnly }: { endpoint: WebhookEndpoint; isOnly: boolean }) {
  const { t } = useTranslation('deliveryLog');
  const ping = useAction({
    run: () => pingEndpoint(endpoint.id),
    renews: [['deliveries']],
    success: t('empty.pinged'),
  });
  return (
    <Button variant={isOnly ? 'filled' : 'default'} onClick={() => ping.mutate()} loading={ping.isPending}>
      {isOnly ? t('empty.sendPing') : t('empty.pinging', { host: endpointText(endpoint.url) })}
    </Button>
  );
}
