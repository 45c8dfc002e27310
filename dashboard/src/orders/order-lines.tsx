import { Anchor, Group, Text } from '@mantine/core';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { LineItem, Order } from '../api/shapes.ts';
import type { Column } from '../components/column.ts';
import { DataTable } from '../components/data-table.tsx';
import { formatMoney } from '../components/money.ts';
import { SectionCard } from '../components/section-card.tsx';

const sumOf = ({ price, quantity }: LineItem) => ({ ...price, amount: price.amount * quantity });

const lineColumns = (t: TFunction<'orders'>): readonly Column<LineItem>[] => [
  {
    key: 'title',
    header: t('detail.watch'),
    cell: (line) => (
      <Anchor component={Link} to={`/inventory/${line.listing_id}`} size="sm" fw={600}>
        {line.title}
      </Anchor>
    ),
  },
  {
    key: 'stock-number',
    header: t('detail.stockNumber'),
    cell: ({ stock_number }) => stock_number,
    isEssential: true,
  },
  {
    key: 'price',
    header: t('detail.price'),
    cell: ({ price }) => <span className="tabular">{formatMoney(price)}</span>,
    align: 'right',
    isEssential: true,
  },
  {
    key: 'quantity',
    header: t('detail.quantity'),
    cell: ({ quantity }) => <span className="tabular">{quantity}</span>,
    align: 'right',
    isEssential: true,
  },
  {
    key: 'sum',
    header: t('detail.sum'),
    cell: (line) => <span className="tabular">{formatMoney(sumOf(line))}</span>,
    align: 'right',
    isEssential: true,
  },
];

/** What was sold, as it was when it was ordered. */
export function OrderLines({ order }: { order: Order }) {
  const { t } = useTranslation('orders');
  return (
    <SectionCard title={t('detail.lines')}>
      <DataTable
        label={t('detail.lines')}
        columns={lineColumns(t)}
        rows={order.line_items}
        rowKey={(line) => line.listing_id}
        rowLabel={(line) => line.title}
      />
      <Group justify="flex-end" gap="xl" px="xs">
        <Text fw={600}>{t('detail.total')}</Text>
        <Text fw={700} className="tabular">
          {formatMoney(order.total)}
        </Text>
      </Group>
    </SectionCard>
  );
}
