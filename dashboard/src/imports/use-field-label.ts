import { useTranslation } from 'react-i18next';
import type { imports } from '../texts/en/imports.ts';

type FieldKey = keyof (typeof imports)['fields'];

/** The name of a field for people. One that a newer hub knows and this page doesn't is named as the API does. */
export function useFieldLabel(): (field: string) => string {
  const { t } = useTranslation('imports');
  return (field) => t(`fields.${field.replaceAll('.', '_') as FieldKey}`, { defaultValue: field });
}
