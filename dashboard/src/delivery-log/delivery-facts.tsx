import { Anchor, Group, SimpleGrid } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { DeliveryDetail } from '../api/shapes.ts';
import { DetailList } from '../components/detail-list.tsx';
import { DeliveryStatusBadge, TestBadge } from '../components/status-badge.tsx';
import { TimeText } from '../components/time-text.tsx';
import { EventTypeText } from '../events/event-type-text.tsx';
import { ResourceLink } from '../events/resource-link.tsx';

/** What was sent where, and when. */
export function DeliveryFacts({ delivery }: { delivery: DeliveryDetail }) {
  const { t } = useTranslation('deliveryLog');
  const { livemode, event } = delivery;
  const status = (
    <Group gap={6}>
      <DeliveryStatusBadge status={delivery.status} />
      {livemode ? null : <TestBadge />}
    </Group>
  );
  const about = (
    <ResourceLink
      type={delivery.event_type}
      resourceId={delivery.resource_id}
      livemode={livemode}
      event={event}
    />
  );
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md" verticalSpacing={0}>
      <DetailList
        details={[
          { label: t('columns.status'), value: status },
          { label: t('drawer.type'), value: <EventTypeText type={delivery.event_type} /> },
          { label: t('drawer.about'), value: about, copy: delivery.resource_id },
          { label: t('drawer.endpoint'), value: delivery.url, copy: delivery.url },
        ]}
      />
      <DetailList
        details={[
          { label: t('drawer.created'), value: <TimeText value={delivery.created_at} as="precise" /> },
          { label: t('drawer.delivered'), value: <TimeText value={delivery.delivered_at} as="precise" /> },
          { label: t('drawer.id'), value: delivery.id, copy: delivery.id },
          { label: t('drawer.event'), value: <EventLink delivery={delivery} />, copy: delivery.event_id },
        ]}
      />
    </SimpleGrid>
  );
}

function EventLink({ delivery: { event_id, livemode } }: { delivery: DeliveryDetail }) {
  const { t } = useTranslation('deliveryLog');
  const address = `/channels/custom-integration/events?event=${event_id}&mode=${livemode ? 'live' : 'test'}`;
  return (
    <>
      {event_id}{' '}
      <Anchor component={Link} to={address} size="sm">
        {t('drawer.openEvent')}
      </Anchor>
    </>
  );
}
