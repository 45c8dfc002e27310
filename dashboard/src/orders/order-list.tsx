import { Button } from '@mantine/core';
import { IconReceipt } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { fetchOrders, type OrderFilter, ordersKey } from '../api/orders.ts';
import type { Order } from '../api/shapes.ts';
import { DataTable } from '../components/data-table.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { ErrorState } from '../components/error-state.tsx';
import { ListSkeleton } from '../components/list-skeleton.tsx';
import { Pager } from '../components/pager.tsx';
import { usePages } from '../components/use-pages.ts';
import { useWorld } from '../shell/world.tsx';
import { useOrderColumns } from './use-order-columns.tsx';

interface OrderListProps {
  readonly filter: OrderFilter;
  readonly onClear: () => void;
}

const REFETCH_MS = 15_000;

/** The orders that fit, newest change first; looked up anew while they are shown, since shops order meanwhile. */
export function OrderList({ filter, onClear }: OrderListProps) {
  const { t } = useTranslation('orders');
  const navigate = useNavigate();
  const columns = useOrderColumns([
    'number',
    'external-id',
    'customer',
    'watches',
    'total',
    'source',
    'status',
    'ordered-at',
  ]);
  const { query, rows, isStale, page, onPrevious, onNext } = usePages<Order>({
    queryKey: ordersKey(filter),
    fetchPage: (after, signal) => fetchOrders(filter, after, signal),
    refetchMs: REFETCH_MS,
  });
  if (query.isPending) return <ListSkeleton />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (rows.length === 0) return <NoOrders isFiltered={Object.keys(filter).length > 1} onClear={onClear} />;
  return (
    <>
      <DataTable
        label={t('list')}
        columns={columns}
        rows={rows}
        rowKey={(order) => order.id}
        rowLabel={({ number }) => t('orderNumber', { number })}
        onOpen={(order) => void navigate(`/orders/${order.id}`)}
        isStale={isStale}
      />
      <Pager page={page} rowCount={rows.length} onPrevious={onPrevious} onNext={onNext} />
    </>
  );
}

function NoOrders({ isFiltered, onClear }: { isFiltered: boolean; onClear: () => void }) {
  const { t } = useTranslation('orders');
  const { mode } = useWorld();
  if (isFiltered) {
    return (
      <EmptyState icon={IconReceipt} title={t('noneFoundTitle')} text={t('noneFoundText')}>
        <Button variant="default" onClick={onClear}>
          {t('clearFilters')}
        </Button>
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={IconReceipt}
      title={t('emptyTitle')}
      text={t(mode === 'test' ? 'emptyTestText' : 'emptyText')}
    >
      <Button component={Link} to="/orders/new">
        {t('newOrder')}
      </Button>
    </EmptyState>
  );
}
