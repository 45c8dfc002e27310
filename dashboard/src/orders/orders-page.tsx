import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { PageHeader } from '../components/page-header.tsx';
import { useUrlFilters } from '../components/use-url-filters.ts';
import { useWorld } from '../shell/world.tsx';
import { FILTER_NAMES, toOrderFilter } from './order-filter.ts';
import { OrderFilters } from './order-filters.tsx';
import { OrderList } from './order-list.tsx';
import { StatusTabs } from './status-tabs.tsx';

const NO_FILTERS = { status: '', q: '', source: '', from: '', to: '' };

/** Every order of the world that is shown, by status. */
export function OrdersPage() {
  const { t } = useTranslation('orders');
  const { mode } = useWorld();
  const { filters, setFilters } = useUrlFilters(FILTER_NAMES);
  const filter = toOrderFilter(filters, mode);
  return (
    <>
      <PageHeader title={t('title')} text={t('text')}>
        <Button component={Link} to="/orders/new" leftSection={<IconPlus size={16} />}>
          {t('newOrder')}
        </Button>
      </PageHeader>
      <OrderFilters filters={filters} onChange={setFilters} />
      <StatusTabs filter={filter} onChange={(status) => setFilters({ status })}>
        <OrderList filter={filter} onClear={() => setFilters(NO_FILTERS)} />
      </StatusTabs>
    </>
  );
}
