import { Button, Group, Select, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { SearchInput } from '../components/search-input.tsx';
import type { UrlFilters } from './order-filter.ts';
import { ORDER_SOURCES } from './order-sources.ts';

interface OrderFiltersProps {
  readonly filters: UrlFilters;
  readonly onChange: (changes: Partial<UrlFilters>) => void;
}

/** Search, source and period of the list of orders. */
export function OrderFilters({ filters, onChange }: OrderFiltersProps) {
  const { t } = useTranslation('orders');
  const { source, from, to } = filters;
  const isNarrowed = source !== '' || from !== '' || to !== '';
  return (
    <Group mb="sm" gap="sm" align="flex-end">
      <SearchInput label={t('search')} value={filters.q} onSearch={(q) => onChange({ q })} />
      <Select
        label={t('filters.source')}
        placeholder={t('filters.anySource')}
        data={ORDER_SOURCES.map((value) => ({ value, label: t(`source.${value}`) }))}
        value={source === '' ? null : source}
        onChange={(next) => onChange({ source: next ?? '' })}
        clearable
        w={180}
      />
      <TextInput
        type="date"
        label={t('filters.from')}
        value={from}
        max={to}
        onChange={(event) => onChange({ from: event.currentTarget.value })}
      />
      <TextInput
        type="date"
        label={t('filters.to')}
        value={to}
        min={from}
        onChange={(event) => onChange({ to: event.currentTarget.value })}
      />
      {isNarrowed ? (
        <Button variant="subtle" onClick={() => onChange({ source: '', from: '', to: '' })}>
          {t('filters.clear')}
        </Button>
      ) : null}
    </Group>
  );
}
