import { Stack, Table, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { BulkAction } from '../api/listings.ts';
import type { Money } from '../api/shapes.ts';
import { formatMoney } from '../components/money.ts';
import { changedPrice } from './price-change.ts';
import type { ChosenListing } from './use-listing-selection.ts';

const ROWS = 5;

/** What the first listings cost now, and then. */
export function PricePreview({
  listings,
  action,
}: {
  listings: readonly ChosenListing[];
  action: BulkAction;
}) {
  const { t } = useTranslation('inventory');
  const { t: shared } = useTranslation();
  const shown = listings.slice(0, ROWS);
  const textOf = (price: Money | null) => (price === null ? shared('priceOnRequest') : formatMoney(price));
  const nextText = (price: Money | null) => {
    if (action.action === 'set_price') return textOf(action.price);
    if (action.action !== 'change_price_percent' || price === null) return t('priceForm.noPrice');
    const next = changedPrice(price, action.percent, action.round_to ?? null);
    return next === null ? t('priceForm.vanishes') : formatMoney(next);
  };
  return (
    <Stack gap="xs">
      <Title order={3} size="h6">
        {t('priceForm.preview')}
      </Title>
      <Table aria-label={t('priceForm.preview')} verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('columns.watch')}</Table.Th>
            <Table.Th ta="right">{t('priceForm.before')}</Table.Th>
            <Table.Th ta="right">{t('priceForm.after')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody className="tabular">
          {shown.map(({ id, title, price }) => (
            <Table.Tr key={id}>
              <Table.Td>
                <Text size="sm" lineClamp={1}>
                  {title}
                </Text>
              </Table.Td>
              <Table.Td ta="right">{textOf(price)}</Table.Td>
              <Table.Td ta="right" fw={600}>
                {nextText(price)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {listings.length > shown.length ? (
        <Text size="xs" c="dimmed">
          {t('priceForm.previewNote', { count: shown.length, total: listings.length })}
        </Text>
      ) : null}
    </Stack>
  );
}
