import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Choice } from './choice.tsx';
import type { FilterProps } from './delivery-filters.ts';
import { fromLocalField, isPreset, TIME_PRESETS, type TimePreset, toLocalField } from './time-range.ts';

const PRESETS = Object.keys(TIME_PRESETS) as TimePreset[];

/** A range up to now, or from one time to another; times are the reader's own. */
export function TimeFilter({ filters, onChange }: FilterProps) {
  const { t } = useTranslation('deliveryLog');
  const isCustom = filters.range === 'custom' || filters.from !== '' || filters.to !== '';
  const value = isPreset(filters.range) ? filters.range : isCustom ? 'custom' : '';
  return (
    <>
      <Choice
        label={t('filters.range')}
        any={t('filters.anyTime')}
        value={value}
        onChange={(range) => onChange({ range, from: '', to: '' })}
        data={[...PRESETS, 'custom' as const].map((it) => ({ value: it, label: t(`filters.${it}`) }))}
      />
      {value === 'custom'
        ? (['from', 'to'] as const).map((end) => (
            <TextInput
              key={end}
              type="datetime-local"
              label={t(`filters.${end}`)}
              value={toLocalField(filters[end])}
              onChange={(event) =>
                onChange({ range: 'custom', [end]: fromLocalField(event.currentTarget.value) })
              }
            />
          ))
        : null}
    </>
  );
}
