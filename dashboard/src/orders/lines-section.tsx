import { Box, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { findOrderable } from '../api/orders.ts';
import type { Listing } from '../api/shapes.ts';
import { formatMoney } from '../components/money.ts';
import { SectionCard } from '../components/section-card.tsx';
import { ListingStatusBadge } from '../components/status-badge.tsx';
import { useWorld } from '../shell/world.tsx';
import { LineEditor } from './line-editor.tsx';
import { MAX_LINES, newLine, totalOf } from './order-form.ts';
import { SearchPicker } from './search-picker.tsx';
import type { OrderFormState } from './use-new-order.ts';

/** What is sold: the watches, their prices and the total. */
export function LinesSection({ form }: { form: OrderFormState }) {
  const { t } = useTranslation('orders');
  const { line_items: lines } = form.values;
  const total = totalOf(lines);
  return (
    <SectionCard title={t('create.watches')}>
      <ListingPicker form={form} />
      {lines.length === 0 ? null : (
        <Stack component="ol" gap="sm" p={0} m={0} style={{ listStyle: 'none' }}>
          {lines.map((line, index) => (
            <li key={line.listing.id}>
              <LineEditor form={form} line={line} index={index} />
            </li>
          ))}
        </Stack>
      )}
      <Group justify="flex-end" gap="xl">
        <Text fw={600}>{t('create.total')}</Text>
        <Text fw={700} className="tabular" data-testid="order-total" aria-live="polite">
          {total === null ? t('create.totalUnknown') : formatMoney(total)}
        </Text>
      </Group>
    </SectionCard>
  );
}

function ListingPicker({ form }: { form: OrderFormState }) {
  const { t } = useTranslation('orders');
  const { mode } = useWorld();
  const taken = new Set(form.values.line_items.map(({ listing }) => listing.id));
  const isFull = taken.size >= MAX_LINES;
  return (
    <SearchPicker<Listing>
      label={t('create.picker')}
      description={isFull ? t('create.linesFull', { max: MAX_LINES }) : t('create.pickerText')}
      placeholder={t('create.pickerPlaceholder')}
      error={form.errors.line_items}
      disabled={isFull}
      queryKey={['listings', 'orderable', mode, [...taken]]}
      find={async (q, signal) => (await findOrderable(mode, q, signal)).filter(({ id }) => !taken.has(id))}
      keyOf={(listing) => listing.id}
      option={(listing) => <ListingOption listing={listing} />}
      none={t('create.pickerNone')}
      onPick={(listing) => {
        form.clearFieldError('line_items');
        form.insertListItem('line_items', newLine(listing));
      }}
    />
  );
}

function ListingOption({ listing }: { listing: Listing }) {
  const { t } = useTranslation('orders');
  const { t: shell } = useTranslation();
  const price = listing.price === null ? shell('priceOnRequest') : formatMoney(listing.price);
  return (
    <Group justify="space-between" gap="xs">
      <Box style={{ minWidth: 0, flex: 1 }}>
        <Text size="sm" fw={600}>
          {listing.title}
        </Text>
        <Text size="xs" c="dimmed">
          {[listing.stock_number, price, t('create.left', { count: listing.quantity })].join(' · ')}
        </Text>
      </Box>
      {listing.status === 'published' ? null : <ListingStatusBadge status={listing.status} />}
    </Group>
  );
}
