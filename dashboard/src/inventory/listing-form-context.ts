import { createFormContext, type UseFormReturnType } from '@mantine/form';
import type { ListingValues } from './listing-values.ts';

type Validation = (values: ListingValues) => Record<string, string>;

export type ListingForm = UseFormReturnType<ListingValues, ListingValues, Validation>;

/** The form of one listing, for its sections. */
export const [ListingFormProvider, useListingFormContext, useListingForm] = createFormContext<
  ListingValues,
  ListingValues,
  Validation
>();
