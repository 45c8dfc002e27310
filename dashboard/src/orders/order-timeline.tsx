import { Anchor, Timeline } from '@mantine/core';
import { IconClock, IconInbox, IconPackageExport, IconWebhook, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { orderDeliveriesQuery } from '../api/orders.ts';
import type { Order } from '../api/shapes.ts';
import { ErrorState } from '../components/error-state.tsx';
import { SectionCard } from '../components/section-card.tsx';
import { useWorld } from '../shell/world.tsx';
import { DeliveryEntry } from './delivery-entry.tsx';
import { type TimelineEntry, timelineEntries } from './timeline-entries.ts';
import { CancelledEntry, FulfilledEntry, OrderedEntry, ReceivedEntry } from './timeline-entry.tsx';

const LOG = '/channels/custom-integration/deliveries';

/** What happened to the order, and what the dealer's platform heard of it. */
export function OrderTimeline({ order }: { order: Order }) {
  const { t } = useTranslation('orders');
  const { mode } = useWorld();
  const { data, error, refetch } = useQuery(orderDeliveriesQuery(mode, order.id));
  const entries = timelineEntries(order, data?.data ?? []);
  return (
    <SectionCard
      title={t('timeline.title')}
      action={
        <Anchor component={Link} to={`${LOG}?q=${order.id}`} size="sm">
          {t('timeline.allDeliveries')}
        </Anchor>
      }
    >
      <Timeline active={entries.length} bulletSize={26} lineWidth={2} role="list">
        {entries.map((entry) => (
          <Timeline.Item
            key={entry.kind === 'delivery' ? entry.delivery.id : entry.kind}
            role="listitem"
            bullet={<Bullet entry={entry} />}
            color={bulletColor(entry)}
          >
            <Entry entry={entry} order={order} />
          </Timeline.Item>
        ))}
      </Timeline>
      {error === null ? null : <ErrorState error={error} onRetry={() => void refetch()} />}
    </SectionCard>
  );
}

function Entry({ entry, order }: { entry: TimelineEntry; order: Order }) {
  switch (entry.kind) {
    case 'ordered':
      return <OrderedEntry order={order} />;
    case 'received':
      return <ReceivedEntry order={order} />;
    case 'fulfilled':
      return <FulfilledEntry order={order} />;
    case 'cancelled':
      return <CancelledEntry order={order} />;
    case 'delivery':
      return <DeliveryEntry delivery={entry.delivery} logPath={LOG} />;
  }
}

const ICONS = {
  ordered: IconClock,
  received: IconInbox,
  fulfilled: IconPackageExport,
  cancelled: IconX,
  delivery: IconWebhook,
} as const;

function Bullet({ entry }: { entry: TimelineEntry }) {
  const EntryIcon = ICONS[entry.kind];
  return <EntryIcon size={14} aria-hidden />;
}

function bulletColor(entry: TimelineEntry): string {
  if (entry.kind === 'cancelled') return 'gray.7';
  if (entry.kind !== 'delivery') return 'racing';
  const { status } = entry.delivery;
  if (status === 'failed') return 'red.8';
  return status === 'delivered' ? 'green.9' : 'gray.7';
}
