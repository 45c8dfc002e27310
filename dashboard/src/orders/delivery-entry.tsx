import { Anchor, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Delivery } from '../api/shapes.ts';
import { TimelineRow } from './timeline-entry.tsx';

const HAPPENINGS = ['received', 'fulfilled', 'cancelled'] as const;

/** One webhook about the order, with the way to its attempts. */
export function DeliveryEntry({ delivery, logPath }: { delivery: Delivery; logPath: string }) {
  const { t } = useTranslation('orders');
  const known = HAPPENINGS.find((it) => `order.${it}` === delivery.event_type);
  const event = known === undefined ? delivery.event_type : t(`timeline.events.${known}`);
  return (
    <TimelineRow
      title={t(`timeline.delivery.${delivery.status}`, { event })}
      at={delivery.delivered_at ?? delivery.created_at}
    >
      <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {t('timeline.deliveryTo', { url: delivery.url })}
      </Text>
      <Anchor
        component={Link}
        to={`${logPath}?q=${delivery.id}`}
        size="sm"
        aria-label={t('timeline.openLogNamed', { event, url: delivery.url })}
      >
        {t('timeline.openLog')}
      </Anchor>
    </TimelineRow>
  );
}
