import { Anchor, Group, Text, ThemeIcon, Tooltip } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Order } from '../api/shapes.ts';
import type { Column } from '../components/column.ts';
import { formatMoney } from '../components/money.ts';
import { OrderStatusBadge, TestBadge } from '../components/status-badge.tsx';
import { TimeText } from '../components/time-text.tsx';
import { CustomerMatchText } from '../customers/customer-match-text.tsx';
import { customerName } from '../customers/customer-name.ts';
import { useSourceText } from './use-source-text.ts';

export type OrderColumnKey =
  | 'number'
  | 'external-id'
  | 'customer'
  | 'watches'
  | 'total'
  | 'source'
  | 'status'
  | 'match'
  | 'ordered-at';

/** The columns of a table of orders that are named, in this order. */
export function useOrderColumns(keys: readonly OrderColumnKey[]): readonly Column<Order>[] {
  const { t } = useTranslation('orders');
  const { t: shell } = useTranslation();
  const sourceText = useSourceText();
  const cells: Record<OrderColumnKey, Omit<Column<Order>, 'key'>> = {
    number: { header: t('columns.number'), cell: (order) => <NumberCell order={order} /> },
    'external-id': {
      header: t('columns.externalId'),
      cell: ({ external_id }) => (
        <Text size="sm" maw={160} truncate {...(external_id === null ? {} : { title: external_id })}>
          {external_id ?? shell('none')}
        </Text>
      ),
    },
    customer: {
      header: t('columns.customer'),
      cell: (order) => <CustomerCell order={order} />,
      isEssential: true,
    },
    watches: {
      header: t('columns.watches'),
      cell: (order) => <WatchesCell order={order} />,
      isEssential: true,
    },
    total: {
      header: t('columns.total'),
      cell: ({ total }) => <span className="tabular">{formatMoney(total)}</span>,
      align: 'right',
      isEssential: true,
    },
    source: { header: t('columns.source'), cell: ({ source }) => sourceText(source) },
    status: {
      header: t('columns.status'),
      cell: ({ status }) => <OrderStatusBadge status={status} />,
      isEssential: true,
    },
    match: {
      header: t('columns.match'),
      cell: (order) => (
        <WithConflict order={order}>
          <CustomerMatchText match={order.customer_match ?? null} />
        </WithConflict>
      ),
      isEssential: true,
    },
    'ordered-at': {
      header: t('columns.orderedAt'),
      cell: ({ ordered_at }) => (
        <span style={{ whiteSpace: 'nowrap' }}>
          <TimeText value={ordered_at} />
        </span>
      ),
      isEssential: true,
    },
  };
  return keys.map((key) => ({ key, ...cells[key] }));
}

function NumberCell({ order }: { order: Order }) {
  const { t } = useTranslation('orders');
  return (
    <Group gap="xs" wrap="nowrap">
      <Anchor
        component={Link}
        to={`/orders/${order.id}`}
        size="sm"
        fw={600}
        className="tabular"
        aria-label={t('orderNumber', { number: order.number })}
      >
        {t('number', { number: order.number })}
      </Anchor>
      {order.is_test ? <TestBadge /> : null}
    </Group>
  );
}

function CustomerCell({ order }: { order: Order }) {
  const { t } = useTranslation('orders');
  const { t: customerText } = useTranslation('customers');
  if (order.customer === null) {
    return (
      <Text size="sm" c="dimmed">
        {t('noCustomer')}
      </Text>
    );
  }
  return <WithConflict order={order}>{customerName(order.customer) ?? customerText('unnamed')}</WithConflict>;
}

/** With a flag where the customer's data pointed at more than one. */
function WithConflict({ order, children }: { order: Order; children: ReactNode }) {
  const { t } = useTranslation('orders');
  if (order.customer_conflict === null) return <>{children}</>;
  return (
    <Group gap={6} wrap="nowrap">
      <span>{children}</span>
      <Tooltip label={t('hasConflict')} withArrow>
        <ThemeIcon size="sm" variant="light" color="orange" role="img" aria-label={t('hasConflict')}>
          <IconAlertTriangle size={14} />
        </ThemeIcon>
      </Tooltip>
    </Group>
  );
}

function WatchesCell({ order }: { order: Order }) {
  const { t } = useTranslation('orders');
  const [first, ...others] = order.line_items;
  if (first === undefined) return null;
  return (
    <>
      {first.title}
      {first.quantity > 1 ? ` × ${first.quantity}` : null}
      {others.length === 0 ? null : (
        <Text span size="xs" c="dimmed" ml={6} style={{ whiteSpace: 'nowrap' }}>
          {t('more', { count: others.length })}
        </Text>
      )}
    </>
  );
}
