import { Anchor, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { eventQuery } from '../api/events.ts';
import type { HubEvent } from '../api/shapes.ts';
import { CodeBlock } from '../components/code-block.tsx';
import { DetailList } from '../components/detail-list.tsx';
import { ErrorState } from '../components/error-state.tsx';
import { TestBadge } from '../components/status-badge.tsx';
import { TimeText } from '../components/time-text.tsx';
import { DetailDrawer } from '../live/detail-drawer.tsx';
import type { useOpened } from '../live/use-opened.ts';
import { useWorld } from '../shell/world.tsx';
import { ChangeTable } from './change-table.tsx';
import { EventDeliveries } from './event-deliveries.tsx';
import { EventTypeText } from './event-type-text.tsx';
import { resourceId } from './resource.ts';
import { ResourceLink } from './resource-link.tsx';

interface EventDrawerProps {
  readonly opened: ReturnType<typeof useOpened>;
  readonly listKeys: readonly string[];
}

/** An event in full, with what became of it at each endpoint. */
export function EventDrawer({ opened, listKeys }: EventDrawerProps) {
  const { t } = useTranslation('events');
  return (
    <DetailDrawer
      title={t('drawer.title')}
      labels={{ close: t('drawer.close'), previous: t('drawer.previous'), next: t('drawer.next') }}
      openedId={opened.openedId}
      listKeys={listKeys}
      onMove={opened.moveTo}
      onClose={opened.close}
    >
      {opened.openedId === null ? null : <EventOfId key={opened.openedId} id={opened.openedId} />}
    </DetailDrawer>
  );
}

function EventOfId({ id }: { id: string }) {
  const { mode } = useWorld();
  const { data, error, refetch } = useQuery(eventQuery(mode, id));
  if (data !== undefined) return <EventContent event={data} />;
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return (
    <Stack>
      <Skeleton height={120} />
      <Skeleton height={300} />
    </Stack>
  );
}

function EventContent({ event }: { event: HubEvent }) {
  const { t } = useTranslation('events');
  return (
    <Stack gap="lg">
      <Facts event={event} />
      <ChangeTable event={event} />
      <section>
        <Title order={3} size="h5" mb="xs">
          {t('drawer.deliveries')}
        </Title>
        <EventDeliveries eventId={event.id} />
        <Anchor component={Link} to={`/channels/custom-integration/deliveries?q=${event.id}`} size="sm">
          {t('drawer.inLog')}
        </Anchor>
      </section>
      <section>
        <Title order={3} size="h5" mb="xs">
          {t('drawer.payload')}
        </Title>
        <Text size="sm" c="dimmed" mb="xs">
          {t('drawer.payloadText')}
        </Text>
        <CodeBlock code={JSON.stringify(event, null, 2)} label={t('drawer.payload')} maxHeight={480} />
      </section>
    </Stack>
  );
}

function Facts({ event }: { event: HubEvent }) {
  const { t } = useTranslation('events');
  const id = resourceId(event);
  return (
    <DetailList
      details={[
        { label: t('drawer.type'), value: <EventTypeText type={event.type} /> },
        { label: t('drawer.world'), value: event.livemode ? null : <TestBadge /> },
        {
          label: t('drawer.about'),
          value: <ResourceLink type={event.type} resourceId={id} livemode={event.livemode} event={event} />,
          copy: id,
        },
        { label: t('drawer.time'), value: <TimeText value={event.created_at} as="precise" /> },
        { label: t('drawer.sequence'), value: String(event.sequence) },
        { label: t('drawer.id'), value: event.id, copy: event.id },
        { label: t('drawer.apiVersion'), value: event.api_version },
      ]}
    />
  );
}
