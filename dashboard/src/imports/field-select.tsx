import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { importFieldsQuery } from '../api/imports.ts';
import { columnOf, type Mapping } from './column-mapping.ts';
import { useFieldLabel } from './use-field-label.ts';

const LEAVE_OUT = '';

/** Never in the API, a webhook or a feed. */
const PRIVATE = new Set(['serial_number', 'cost', 'cost_currency', 'internal_notes', 'storage_location']);

interface FieldSelectProps {
  readonly header: string;
  readonly mapping: Mapping;
  readonly onChange: (field: string | null) => void;
}

/** The field a column fills. A field that another column fills says so, and moves here when it is chosen. */
export function FieldSelect({ header, mapping, onChange }: FieldSelectProps) {
  const { t } = useTranslation('imports');
  const { data: fields } = useQuery(importFieldsQuery);
  const fieldLabel = useFieldLabel();
  const label = (field: string): string => {
    const name = PRIVATE.has(field) ? `${fieldLabel(field)} · ${t('private')}` : fieldLabel(field);
    const other = columnOf(mapping, field);
    return other === null || other === header ? name : t('columns.moved', { field: name, column: other });
  };
  const value = mapping[header] ?? LEAVE_OUT;
  return (
    <Select
      searchable
      allowDeselect={false}
      aria-label={t('columns.fieldOf', { column: header })}
      data={[
        { value: LEAVE_OUT, label: t('columns.leaveOut') },
        ...(fields?.data ?? [value].filter((it) => it !== LEAVE_OUT)).map((field) => ({
          value: field,
          label: label(field),
        })),
      ]}
      value={value}
      onChange={(field) => onChange(field === null || field === LEAVE_OUT ? null : field)}
      maxDropdownHeight={320}
      // A file of a hundred columns would else hold four thousand hidden options.
      comboboxProps={{ keepMounted: false }}
      miw={220}
    />
  );
}
