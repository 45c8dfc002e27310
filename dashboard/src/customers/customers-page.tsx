import { Button, Group } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { customersKey, fetchCustomers } from '../api/customers.ts';
import type { Customer } from '../api/shapes.ts';
import { DataTable } from '../components/data-table.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { ErrorState } from '../components/error-state.tsx';
import { ListSkeleton } from '../components/list-skeleton.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { Pager } from '../components/pager.tsx';
import { SearchInput } from '../components/search-input.tsx';
import { usePages } from '../components/use-pages.ts';
import { useUrlFilters } from '../components/use-url-filters.ts';
import { useWorld } from '../shell/world.tsx';
import { customerColumns } from './customer-columns.tsx';
import { customerName } from './customer-name.ts';

/** Everybody who bought in the world that is shown. */
export function CustomersPage() {
  const { t } = useTranslation('customers');
  const { filters, setFilters } = useUrlFilters(['q']);
  return (
    <>
      <PageHeader title={t('title')} text={t('text')} />
      <Group mb="md">
        <SearchInput label={t('search')} value={filters.q} onSearch={(q) => setFilters({ q })} />
      </Group>
      <CustomerList q={filters.q} onClear={() => setFilters({ q: '' })} />
    </>
  );
}

function CustomerList({ q, onClear }: { q: string; onClear: () => void }) {
  const { t } = useTranslation('customers');
  const { t: shell } = useTranslation();
  const { mode } = useWorld();
  const navigate = useNavigate();
  const { query, rows, isStale, page, onPrevious, onNext } = usePages<Customer>({
    queryKey: customersKey({ mode, q }),
    fetchPage: (after, signal) => fetchCustomers({ mode, q }, after, signal),
  });
  if (query.isPending) return <ListSkeleton />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (rows.length === 0) return <NoCustomers q={q} onClear={onClear} />;
  return (
    <>
      <DataTable
        label={t('list')}
        columns={customerColumns(t, shell('none'))}
        rows={rows}
        rowKey={(customer) => customer.id}
        rowLabel={(customer) => customerName(customer) ?? t('unnamed')}
        onOpen={(customer) => void navigate(`/customers/${customer.id}`)}
        isStale={isStale}
      />
      <Pager page={page} rowCount={rows.length} onPrevious={onPrevious} onNext={onNext} />
    </>
  );
}

function NoCustomers({ q, onClear }: { q: string; onClear: () => void }) {
  const { t } = useTranslation('customers');
  if (q === '') return <EmptyState icon={IconUsers} title={t('emptyTitle')} text={t('emptyText')} />;
  return (
    <EmptyState icon={IconUsers} title={t('noneFoundTitle')} text={t('noneFoundText', { search: q })}>
      <Button variant="default" onClick={onClear}>
        {t('clearSearch')}
      </Button>
    </EmptyState>
  );
}
