import { Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/api-error.ts';
import { deliveryQuery } from '../api/deliveries.ts';
import type { DeliveryDetail, Integration } from '../api/shapes.ts';
import { ErrorState } from '../components/error-state.tsx';
import { DetailDrawer } from '../live/detail-drawer.tsx';
import type { useOpened } from '../live/use-opened.ts';
import { AttemptTimeline } from './attempt-timeline.tsx';
import { CurlButton } from './curl-button.tsx';
import { DeliveryFacts } from './delivery-facts.tsx';
import { DeliveryPayload } from './delivery-payload.tsx';
import { refreshMs } from './refresh-period.ts';
import { RetryPanel } from './retry-panel.tsx';
import { VerdictAlert } from './verdict-alert.tsx';

interface DeliveryDrawerProps {
  readonly opened: ReturnType<typeof useOpened>;
  readonly listKeys: readonly string[];
  readonly integration: Integration;
}

/** A delivery in full, renewed while it is on its way. */
export function DeliveryDrawer({ opened, listKeys, integration }: DeliveryDrawerProps) {
  const { t } = useTranslation('deliveryLog');
  return (
    <DetailDrawer
      title={t('drawer.title')}
      labels={{ close: t('drawer.close'), previous: t('drawer.previous'), next: t('drawer.next') }}
      openedId={opened.openedId}
      listKeys={listKeys}
      onMove={opened.moveTo}
      onClose={opened.close}
    >
      {opened.openedId === null ? null : (
        <DeliveryOfId key={opened.openedId} id={opened.openedId} integration={integration} />
      )}
    </DetailDrawer>
  );
}

function DeliveryOfId({ id, integration }: { id: string; integration: Integration }) {
  const { t } = useTranslation('deliveryLog');
  const { data, error, refetch } = useQuery({
    ...deliveryQuery(id),
    refetchInterval: ({ state }) => refreshMs(state.data, Date.now()),
  });
  if (data !== undefined) return <DeliveryContent delivery={data} integration={integration} />;
  if (error instanceof ApiError && error.status === 404) return <Text>{t('drawer.notFound')}</Text>;
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return (
    <Stack>
      <Skeleton height={90} />
      <Skeleton height={36} width={220} />
      <Skeleton height={220} />
    </Stack>
  );
}

function DeliveryContent({ delivery, integration }: { delivery: DeliveryDetail; integration: Integration }) {
  const { t } = useTranslation('deliveryLog');
  return (
    <Stack gap="lg">
      <VerdictAlert delivery={delivery} integration={integration} />
      <Group gap="xs" align="flex-start">
        <RetryPanel delivery={delivery} integration={integration} />
        <CurlButton delivery={delivery} />
      </Group>
      <section>
        <Title order={3} size="h5" mb="xs">
          {t('drawer.summary')}
        </Title>
        <DeliveryFacts delivery={delivery} />
      </section>
      <section>
        <Title order={3} size="h5" mb="sm">
          {t('drawer.attempts')}
        </Title>
        <AttemptTimeline attempts={delivery.attempts} />
      </section>
      <DeliveryPayload event={delivery.event} />
    </Stack>
  );
}
