import { Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Delivery, Integration } from '../api/shapes.ts';
import { DeliveryStatusBadge, TestBadge } from '../components/status-badge.tsx';
import { judgeDelivery } from './delivery-verdict.ts';

interface StatusCellProps {
  readonly delivery: Delivery;
  readonly endpoint: Integration['webhook_endpoints'][number] | undefined;
}

/** The state, and in a few words why it is not "delivered". */
export function StatusCell({ delivery, endpoint }: StatusCellProps) {
  const { t } = useTranslation('deliveryLog');
  const verdict = judgeDelivery(delivery, endpoint);
  return (
    <Stack gap={2} align="flex-start">
      <Group gap={6} wrap="nowrap">
        <DeliveryStatusBadge status={delivery.status} />
        {delivery.livemode ? null : <TestBadge />}
      </Group>
      {verdict === 'delivered' || verdict === 'waiting' ? null : (
        <Text size="xs" c="dimmed">
          {t(`short.${verdict}`)}
        </Text>
      )}
    </Stack>
  );
}
