import { Grid, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { orderQuery } from '../api/orders.ts';
import type { Order } from '../api/shapes.ts';
import { ErrorState } from '../components/error-state.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { LoadingPage } from '../shell/loading-page.tsx';
import { useWorld } from '../shell/world.tsx';
import { OrderCustomer } from './order-customer.tsx';
import { AboutCard, NoteCard, OrderMetadata, ShippingCard } from './order-details.tsx';
import { OrderHeader } from './order-header.tsx';
import { OrderLines } from './order-lines.tsx';
import { OrderTimeline } from './order-timeline.tsx';

/** One order: what was sold to whom, what happened to it, and what can be done. */
export function OrderPage() {
  const { t } = useTranslation('orders');
  const { mode } = useWorld();
  const { id = '' } = useParams();
  const query = useQuery(orderQuery(mode, id));
  if (query.isPending) return <LoadingPage />;
  if (query.isError) {
    return (
      <>
        <PageHeader title={t('columns.number')} parent={{ to: '/orders', label: t('title') }} />
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      </>
    );
  }
  return <OrderView order={query.data} />;
}

function OrderView({ order }: { order: Order }) {
  return (
    <>
      <OrderHeader order={order} />
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 8 }}>
          <Stack>
            <OrderLines order={order} />
            <OrderTimeline order={order} />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 4 }}>
          <Stack>
            <OrderCustomer order={order} />
            <ShippingCard order={order} />
            <NoteCard order={order} />
            <AboutCard order={order} />
            <OrderMetadata order={order} />
          </Stack>
        </Grid.Col>
      </Grid>
    </>
  );
}
