import { MultiSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { EVENT_TYPES } from '../api/event-types.ts';
import { useEventTypeName } from './event-type-text.tsx';

interface EventTypesFilterProps {
  readonly types: readonly string[];
  readonly onChange: (types: readonly string[]) => void;
}

export function EventTypesFilter({ types, onChange }: EventTypesFilterProps) {
  const { t } = useTranslation('events');
  const typeName = useEventTypeName();
  return (
    <MultiSelect
      label={t('filter.label')}
      data={EVENT_TYPES.map((value) => ({ value, label: typeName(value) }))}
      value={[...types]}
      onChange={onChange}
      clearable
      searchable
      clearButtonProps={{ 'aria-label': t('filter.clear') }}
      {...(types.length === 0 ? { placeholder: t('filter.placeholder') } : {})}
    />
  );
}
