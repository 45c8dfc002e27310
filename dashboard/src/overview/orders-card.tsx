import { Anchor, SimpleGrid } from '@mantine/core';
import { IconCircleX, IconPackage, IconTruckDelivery } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Overview } from '../api/shapes.ts';
import { SectionCard } from '../components/section-card.tsx';
import { CountLink } from './count-link.tsx';

const STATUSES = [
  { status: 'received', icon: IconPackage, color: 'blue' },
  { status: 'fulfilled', icon: IconTruckDelivery, color: 'green' },
  { status: 'cancelled', icon: IconCircleX, color: 'gray' },
] as const;

export function OrdersCard({ overview }: { overview: Overview }) {
  const { t } = useTranslation('overview');
  return (
    <SectionCard
      title={t('orders.title')}
      action={
        <Anchor component={Link} to="/orders" size="sm">
          {t('orders.all')}
        </Anchor>
      }
    >
      <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="sm">
        {STATUSES.map(({ status, icon, color }) => (
          <CountLink
            key={status}
            to={`/orders?status=${status}`}
            label={t(`orders.${status}`)}
            count={overview.orders[status]}
            icon={icon}
            color={color}
          />
        ))}
      </SimpleGrid>
    </SectionCard>
  );
}
