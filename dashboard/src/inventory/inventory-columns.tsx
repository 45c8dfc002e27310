import { Anchor, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Listing } from '../api/shapes.ts';
import type { Column } from '../components/column.ts';
import { formatMoney } from '../components/money.ts';
import { ListingStatusBadge } from '../components/status-badge.tsx';
import { TimeText } from '../components/time-text.tsx';
import { conditionWord, yearText } from './listing-words.ts';
import { Thumbnail } from './thumbnail.tsx';

/** In the order of the table; the first is always there. */
export const COLUMN_KEYS = [
  'watch',
  'brand',
  'model',
  'reference',
  'stockNumber',
  'serial',
  'year',
  'condition',
  'price',
  'quantity',
  'status',
  'created',
  'updated',
] as const;

export type ColumnKey = (typeof COLUMN_KEYS)[number];

export const DEFAULT_COLUMNS: readonly ColumnKey[] = [
  'watch',
  'reference',
  'stockNumber',
  'serial',
  'year',
  'condition',
  'price',
  'quantity',
  'status',
  'updated',
];

type ColumnRest = Omit<Column<Listing, ColumnKey>, 'key' | 'header'>;

/** Every column the table can have. */
export function useInventoryColumns(): readonly Column<Listing, ColumnKey>[] {
  const { t } = useTranslation('inventory');
  const { t: shared } = useTranslation();
  const none = shared('none');
  const columns: Record<ColumnKey, ColumnRest> = {
    watch: { sortKey: 'title', cell: (listing) => <WatchCell listing={listing} /> },
    brand: { sortKey: 'brand', cell: ({ brand }) => brand ?? none },
    model: { sortKey: 'model', cell: ({ model }) => model ?? none },
    reference: {
      sortKey: 'reference_number',
      cell: ({ reference_number }) => <Breakable>{reference_number ?? none}</Breakable>,
    },
    stockNumber: {
      sortKey: 'stock_number',
      isEssential: true,
      cell: ({ stock_number }) => <OneLine>{stock_number}</OneLine>,
    },
    serial: { cell: ({ serial_number }) => serial_number ?? none },
    year: { sortKey: 'year', cell: (listing) => <OneLine>{yearText(t, listing) ?? none}</OneLine> },
    condition: {
      cell: ({ condition }) => <OneLine>{condition === null ? none : conditionWord(t, condition)}</OneLine>,
    },
    price: {
      sortKey: 'price',
      align: 'right',
      isEssential: true,
      cell: ({ price }) => (
        <OneLine>{price === null ? shared('priceOnRequest') : formatMoney(price)}</OneLine>
      ),
    },
    quantity: { sortKey: 'quantity', align: 'right', cell: ({ quantity }) => quantity },
    status: {
      sortKey: 'status',
      isEssential: true,
      cell: ({ status }) => <ListingStatusBadge status={status} />,
    },
    created: {
      sortKey: 'created_at',
      cell: ({ created_at }) => (
        <OneLine>
          <TimeText value={created_at} />
        </OneLine>
      ),
    },
    updated: {
      sortKey: 'updated_at',
      cell: ({ updated_at }) => (
        <OneLine>
          <TimeText value={updated_at} as="relative" />
        </OneLine>
      ),
    },
  };
  return COLUMN_KEYS.map((key) => ({ key, header: t(`columns.${key}`), ...columns[key] }));
}

const OneLine = ({ children }: { children: ReactNode }) => (
  <Text inherit span className="tabular" style={{ whiteSpace: 'nowrap' }}>
    {children}
  </Text>
);

/** References have no spaces to break at. */
const Breakable = ({ children }: { children: ReactNode }) => (
  <Text inherit span display="block" miw={100} style={{ overflowWrap: 'anywhere' }}>
    {children}
  </Text>
);

function WatchCell({ listing }: { listing: Listing }) {
  const kind = [listing.brand, listing.model].filter((part) => part !== null && part !== '').join(' · ');
  return (
    <Group gap="sm" wrap="nowrap">
      <Thumbnail url={listing.photos[0]?.url ?? null} />
      <Stack gap={0} miw={{ base: 0, sm: 150 }} style={{ overflowWrap: 'anywhere' }}>
        <Anchor component={Link} to={`/inventory/${listing.id}`} size="sm" fw={500} lineClamp={2}>
          {listing.title}
        </Anchor>
        {kind === '' ? null : (
          <Text size="xs" c="dimmed" lineClamp={1}>
            {kind}
          </Text>
        )}
      </Stack>
    </Group>
  );
}
