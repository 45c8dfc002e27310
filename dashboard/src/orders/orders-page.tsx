import { Button, Group } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { PageHeader } from '../components/page-header.tsx';
import { SearchInput } from '../components/search-input.tsx';
import { useUrlFilters } from '../components/use-url-filters.ts';
import { OrderList } from './order-list.tsx';
import { StatusTabs } from './status-tabs.tsx';

/** Every order of the world that is shown, by status. */
export function OrdersPage() {
  const { t } = useTranslation('orders');
  const { filters, setFilters } = useUrlFilters(['status', 'q']);
  return (
    <>
      <PageHeader title={t('title')} text={t('text')}>
        <Button component={Link} to="/orders/new" leftSection={<IconPlus size={16} />}>
          {t('newOrder')}
        </Button>
      </PageHeader>
      <Group mb="sm">
        <SearchInput label={t('search')} value={filters.q} onSearch={(q) => setFilters({ q })} />
      </Group>
      <StatusTabs status={filters.status} q={filters.q} onChange={(status) => setFilters({ status })}>
        <OrderList status={filters.status} q={filters.q} onClear={() => setFilters({ status: '', q: '' })} />
      </StatusTabs>
    </>
  );
}
