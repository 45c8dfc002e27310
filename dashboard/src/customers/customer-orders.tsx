import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { fetchOrders, ordersKey } from '../api/orders.ts';
import type { Order } from '../api/shapes.ts';
import { DataTable } from '../components/data-table.tsx';
import { ErrorState } from '../components/error-state.tsx';
import { ListSkeleton } from '../components/list-skeleton.tsx';
import { Pager } from '../components/pager.tsx';
import { SectionCard } from '../components/section-card.tsx';
import { usePages } from '../components/use-pages.ts';
import { useOrderColumns } from '../orders/use-order-columns.tsx';
import { useWorld } from '../shell/world.tsx';

/** What a customer bought, and how each order recognised them. */
export function CustomerOrders({ customerId }: { customerId: string }) {
  const { t } = useTranslation('customers');
  return (
    <SectionCard title={t('orders.title')}>
      <OrderRows customerId={customerId} />
    </SectionCard>
  );
}

function OrderRows({ customerId }: { customerId: string }) {
  const { t } = useTranslation('customers');
  const { t: orderText } = useTranslation('orders');
  const { mode } = useWorld();
  const navigate = useNavigate();
  const columns = useOrderColumns(['number', 'watches', 'total', 'status', 'match', 'ordered-at']);
  const filter = { mode, customer_id: customerId };
  const { query, rows, isStale, page, onPrevious, onNext } = usePages<Order>({
    queryKey: ordersKey(filter),
    fetchPage: (after, signal) => fetchOrders(filter, after, signal),
  });
  if (query.isPending) return <ListSkeleton />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (rows.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t('orders.none')}
      </Text>
    );
  }
  return (
    <>
      <DataTable
        label={t('orders.list')}
        columns={columns}
        rows={rows}
        rowKey={(order) => order.id}
        rowLabel={({ number }) => orderText('orderNumber', { number })}
        onOpen={(order) => void navigate(`/orders/${order.id}`)}
        isStale={isStale}
      />
      <Pager page={page} rowCount={rows.length} onPrevious={onPrevious} onNext={onNext} />
    </>
  );
}
