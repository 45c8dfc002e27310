import { Box, Button, Group, Tabs } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconDownload, IconPlus, IconUpload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { exportUrl, listingCountsQuery } from '../api/listings.ts';
import type { ListingStatus } from '../api/shapes.ts';
import { PageHeader } from '../components/page-header.tsx';
import { SearchInput } from '../components/search-input.tsx';
import { useWorld } from '../shell/world.tsx';
import { ColumnMenu, useColumnChoice } from './column-menu.tsx';
import { InventoryList } from './inventory-list.tsx';
import { KeyboardHelp } from './keyboard-help.tsx';
import { StatusTabs } from './status-tabs.tsx';
import { useInventoryFilters } from './use-inventory-filters.ts';

/** Keys belong to a dialog while one is open. */
const isDialogOpen = () => document.querySelector('[aria-modal="true"]') !== null;

/** The dealer's stock: tabs by status, search, sorting, and what can be done with many at once. */
export function InventoryPage() {
  const { t } = useTranslation('inventory');
  const { mode } = useWorld();
  const navigate = useNavigate();
  const filters = useInventoryFilters();
  const columns = useColumnChoice();
  const counts = useQuery(listingCountsQuery(mode, filters.filter.q ?? ''));
  const [isHelpOpen, setHelpOpen] = useState(false);
  const search = useRef<HTMLInputElement>(null);
  const whenFree = (act: () => void) => () => isDialogOpen() || act();
  useHotkeys([
    ['/', whenFree(() => search.current?.focus())],
    ['n', whenFree(() => void navigate('/inventory/new'))],
    // With Shift or without: that is a matter of the keyboard's country.
    ['?', whenFree(() => setHelpOpen(true))],
    ['shift+?', whenFree(() => setHelpOpen(true))],
  ]);
  return (
    <>
      <PageHeader title={t('title')}>
        <HeaderButtons {...(filters.status === undefined ? {} : { status: filters.status })} />
      </PageHeader>
      <Tabs
        value={filters.status ?? 'all'}
        onChange={(tab) => filters.setFilters({ status: tab === 'all' ? '' : (tab ?? '') })}
        keepMounted={false}
      >
        <StatusTabs counts={counts.data} />
        <Group my="sm" gap="xs" justify="space-between">
          <Box flex={1} maw={440}>
            <SearchInput
              label={t('searchLabel')}
              value={filters.q}
              onSearch={(q) => filters.setFilters({ q })}
              inputRef={search}
            />
          </Box>
          <Group gap="xs" visibleFrom="sm">
            <ColumnMenu {...columns} />
            <KeyboardHelp isOpen={isHelpOpen} onChange={setHelpOpen} />
          </Group>
        </Group>
        <Tabs.Panel value={filters.status ?? 'all'}>
          <InventoryList
            filters={filters}
            columns={columns.chosen}
            matching={counts.data?.[filters.status ?? 'all'] ?? null}
          />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}

function HeaderButtons({ status }: { status?: ListingStatus }) {
  const { t } = useTranslation('inventory');
  const { mode } = useWorld();
  return (
    <>
      <Button
        component="a"
        href={exportUrl(mode, status)}
        download
        title={t('exportHint')}
        variant="default"
        leftSection={<IconDownload size={16} aria-hidden />}
      >
        {t('export')}
      </Button>
      <Button
        component={Link}
        to="/inventory/import"
        variant="default"
        leftSection={<IconUpload size={16} aria-hidden />}
      >
        {t('import')}
      </Button>
      <Button component={Link} to="/inventory/new" leftSection={<IconPlus size={16} aria-hidden />}>
        {t('newListing')}
      </Button>
    </>
  );
}
