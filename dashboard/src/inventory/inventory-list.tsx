import { Button, Group } from '@mantine/core';
import { IconDeviceWatch, IconSearchOff } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { listingsKey, listListings } from '../api/listings.ts';
import type { Listing } from '../api/shapes.ts';
import { DataTable } from '../components/data-table.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { ErrorState } from '../components/error-state.tsx';
import { ListSkeleton } from '../components/list-skeleton.tsx';
import { Pager } from '../components/pager.tsx';
import { usePages } from '../components/use-pages.ts';
import { useWorld } from '../shell/world.tsx';
import { BulkDialog, type BulkKind } from './bulk-dialog.tsx';
import { type ColumnKey, useInventoryColumns } from './inventory-columns.tsx';
import { SelectionBar } from './selection-bar.tsx';
import type { InventoryFilters } from './use-inventory-filters.ts';
import { type ListingSelection, useListingSelection } from './use-listing-selection.ts';

const PAGE_ROWS = 100;

interface InventoryListProps {
  readonly filters: InventoryFilters;
  readonly columns: readonly ColumnKey[];
  /** Listings of the tab and search on all pages; null while unknown. */
  readonly matching: number | null;
}

/** One page of listings, and what can be done with those chosen. */
export function InventoryList({ filters, columns, matching }: InventoryListProps) {
  const { mode } = useWorld();
  const [bulk, setBulk] = useState<BulkKind | null>(null);
  const list = usePages({
    queryKey: [...listingsKey(mode), 'page', filters.filter],
    fetchPage: (after, signal) => listListings(mode, filters.filter, { limit: PAGE_ROWS, after, signal }),
  });
  const selection = useListingSelection(mode, filters.filter, list.rows);
  useTopOfPage(list.page);
  return (
    <>
      {selection.keys.size === 0 ? null : (
        <SelectionBar
          selection={selection}
          onPage={list.rows.length}
          matching={matching}
          onAction={setBulk}
        />
      )}
      <Rows filters={filters} columns={columns} list={list} selection={selection} />
      {/* Beside the rows: its result stays when the change has emptied the tab. */}
      {bulk === null ? null : (
        <BulkDialog
          kind={bulk}
          mode={mode}
          listings={[...selection.chosen.values()]}
          onClose={(left) => {
            setBulk(null);
            if (left !== null) selection.keep(left);
          }}
        />
      )}
    </>
  );
}

interface RowsProps extends Pick<InventoryListProps, 'filters' | 'columns'> {
  readonly list: ReturnType<typeof usePages<Listing>>;
  readonly selection: ListingSelection;
}

function Rows({ filters, columns, list, selection }: RowsProps) {
  const { t } = useTranslation('inventory');
  const navigate = useNavigate();
  const allColumns = useInventoryColumns();
  const { query, rows } = list;
  if (query.isPending) return <ListSkeleton />;
  const failure = query.isError ? (
    <ErrorState error={query.error} onRetry={() => void query.refetch()} />
  ) : null;
  if (failure !== null && rows.length === 0) return failure;
  if (rows.length === 0 && list.page === 1) return <NoListings filters={filters} />;
  return (
    <>
      {failure}
      <DataTable
        label={t('tableLabel')}
        columns={allColumns.filter(({ key }) => columns.includes(key))}
        rows={rows}
        rowKey={(listing) => listing.id}
        rowLabel={(listing) => `${listing.title}, ${listing.stock_number}`}
        onOpen={(listing) => void navigate(`/inventory/${listing.id}`)}
        selection={{ keys: selection.keys, onChange: selection.setKeys }}
        sort={{ ...filters.sort, onChange: filters.setSort }}
        isStale={list.isStale}
      />
      <Pager page={list.page} rowCount={rows.length} onPrevious={list.onPrevious} onNext={list.onNext} />
    </>
  );
}

/** Another page begins at its first row. */
function useTopOfPage(page: number): void {
  const shown = useRef(page);
  useEffect(() => {
    if (shown.current !== page) window.scrollTo({ top: 0 });
    shown.current = page;
  }, [page]);
}

function NoListings({ filters }: { filters: InventoryFilters }) {
  const { t } = useTranslation('inventory');
  const { mode } = useWorld();
  if (filters.q !== '' || filters.status !== undefined) {
    return (
      <EmptyState icon={IconSearchOff} title={t('empty.noMatchTitle')} text={t('empty.noMatchText')}>
        <Button variant="default" onClick={() => filters.setFilters({ q: '', status: '' })}>
          {t('empty.showAll')}
        </Button>
      </EmptyState>
    );
  }
  const text = mode === 'test' ? t('empty.testText') : t('empty.text');
  return (
    <EmptyState icon={IconDeviceWatch} title={t('empty.title')} text={text}>
      <Group>
        <Button component={Link} to="/inventory/import" variant="default">
          {t('import')}
        </Button>
        <Button component={Link} to="/inventory/new">
          {t('newListing')}
        </Button>
      </Group>
    </EmptyState>
  );
}
