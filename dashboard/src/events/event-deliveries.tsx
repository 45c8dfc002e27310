import { Anchor, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { fetchDeliveries } from '../api/deliveries.ts';
import { endpointText } from '../components/endpoint-text.ts';
import { DeliveryStatusBadge } from '../components/status-badge.tsx';

const REFRESH_MS = 3_000;

/** What became of one event at each endpoint. */
export function EventDeliveries({ eventId }: { eventId: string }) {
  const { t } = useTranslation('events');
  const { data, error } = useQuery({
    queryKey: ['deliveries', 'of-event', eventId],
    queryFn: ({ signal }) => fetchDeliveries({ q: eventId }, signal),
    refetchInterval: REFRESH_MS,
  });
  if (error && data === undefined) return <Text size="sm">{t('drawer.deliveriesFailed')}</Text>;
  if (data === undefined) return <Skeleton height={28} />;
  if (data.data.length === 0) return <Text size="sm">{t('drawer.noDeliveries')}</Text>;
  return (
    <Stack gap={6} component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
      {data.data.map(({ id, url, status }) => (
        <Group key={id} component="li" gap="xs" wrap="nowrap">
          <DeliveryStatusBadge status={status} />
          <Anchor
            component={Link}
            to={`/channels/custom-integration/deliveries?delivery=${id}`}
            size="sm"
            aria-label={t('drawer.openDelivery', { host: endpointText(url) })}
            style={{ overflowWrap: 'anywhere' }}
          >
            {endpointText(url)}
          </Anchor>
        </Group>
      ))}
    </Stack>
  );
}
