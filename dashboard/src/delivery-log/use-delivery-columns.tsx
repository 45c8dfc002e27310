import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Delivery, Integration } from '../api/shapes.ts';
import type { Column } from '../components/column.ts';
import { endpointText } from '../components/endpoint-text.ts';
import { TimeText } from '../components/time-text.tsx';
import { EventTypeText } from '../events/event-type-text.tsx';
import { ResourceLink } from '../events/resource-link.tsx';
import { NextAttempt } from './next-attempt.tsx';
import { StatusCell } from './status-cell.tsx';

/** Columns of the log, from what matters most when something did not arrive. */
export function useDeliveryColumns(integration: Integration): readonly Column<Delivery>[] {
  const { t } = useTranslation('deliveryLog');
  const endpointOf = ({ endpoint_id }: Delivery) =>
    integration.webhook_endpoints.find(({ id }) => id === endpoint_id);
  return [
    {
      key: 'status',
      header: t('columns.status'),
      cell: (row) => <StatusCell delivery={row} endpoint={endpointOf(row)} />,
    },
    {
      key: 'event',
      header: t('columns.event'),
      isEssential: true,
      cell: (row) => <EventTypeText type={row.event_type} />,
    },
    {
      key: 'resource',
      header: t('columns.resource'),
      isEssential: true,
      cell: (row) => (
        <ResourceLink type={row.event_type} resourceId={row.resource_id} livemode={row.livemode} />
      ),
    },
    {
      key: 'endpoint',
      header: t('columns.endpoint'),
      isEssential: true,
      cell: (row) => (
        <Text component="span" size="sm" title={row.url} style={{ overflowWrap: 'anywhere' }}>
          {endpointText(row.url)}
        </Text>
      ),
    },
    { key: 'attempts', header: t('columns.attempts'), align: 'right', cell: (row) => row.attempt_count },
    {
      key: 'created',
      header: t('columns.created'),
      isEssential: true,
      cell: (row) => <TimeText value={row.created_at} as="precise" />,
    },
    { key: 'next', header: t('columns.next'), cell: (row) => <NextAttempt at={row.next_attempt_at} /> },
  ];
}
