import { createFormContext, type UseFormReturnType } from '@mantine/form';
import { type ReactElement, useMemo } from 'react';
import type { ListingField, ListingValues } from './listing-values.ts';

type Validation = (values: ListingValues) => Record<string, string>;

export type ListingForm = UseFormReturnType<ListingValues, ListingValues, Validation>;

/** The form of one listing, for its sections. */
export const [ListingFormProvider, useListingFormContext, useListingForm] = createFormContext<
  ListingValues,
  ListingValues,
  Validation
>();

/**
 * The input of a field, drawn anew only when its own value, error or words differ: forty inputs at every keystroke
 * would be felt.
 * @param words what it says besides, as far as that changes
 */
export function useFieldInput(
  name: ListingField,
  words: readonly unknown[],
  draw: (form: ListingForm) => ReactElement,
): ReactElement {
  const form = useListingFormContext();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the form itself is another object at every keystroke
  return useMemo(() => draw(form), [form.values[name], form.errors[name], ...words]);
}
