import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconTruck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Order } from '../api/shapes.ts';
import { formatMoney } from '../components/money.ts';
import { PageHeader } from '../components/page-header.tsx';
import { OrderStatusBadge, TestBadge } from '../components/status-badge.tsx';
import { TimeText } from '../components/time-text.tsx';
import { CancelModal } from './cancel-modal.tsx';
import { FulfillModal } from './fulfill-modal.tsx';

/** Number, status, total and what can be done with an order. */
export function OrderHeader({ order }: { order: Order }) {
  const { t } = useTranslation('orders');
  return (
    <PageHeader
      title={t('orderNumber', { number: order.number })}
      parent={{ to: '/orders', label: t('title') }}
      badges={
        <>
          <OrderStatusBadge status={order.status} />
          {order.is_test ? <TestBadge /> : null}
        </>
      }
      text={
        <>
          {formatMoney(order.total)} · <TimeText value={order.ordered_at} />
          {order.external_id === null ? null : ` · ${t('detail.externalId', { id: order.external_id })}`}
        </>
      }
    >
      {order.status === 'received' ? <Actions order={order} /> : null}
    </PageHeader>
  );
}

function Actions({ order }: { order: Order }) {
  const { t } = useTranslation('orders');
  const [isFulfilling, fulfilling] = useDisclosure(false);
  const [isCancelling, cancelling] = useDisclosure(false);
  return (
    <>
      <Button variant="default" onClick={cancelling.open}>
        {t('cancel.action')}
      </Button>
      <Button leftSection={<IconTruck size={16} />} onClick={fulfilling.open}>
        {t('fulfill.action')}
      </Button>
      <FulfillModal order={order} isOpen={isFulfilling} onClose={fulfilling.close} />
      <CancelModal order={order} isOpen={isCancelling} onClose={cancelling.close} />
    </>
  );
}
