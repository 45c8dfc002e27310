import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/api-error.ts';
import { listingQuery, listingsKey, updateListing } from '../api/listings.ts';
import type { Listing, Mode } from '../api/shapes.ts';
import { useAction } from '../components/use-action.ts';
import { changedFields, compareWith, rebase } from './listing-changes.ts';
import { fieldError, listingErrors } from './listing-errors.ts';
import { focusField } from './listing-form-body.tsx';
import { useListingForm } from './listing-form-context.ts';
import { type ListingValues, titleOf, toInput, toValues } from './listing-values.ts';

/** What a save sends: the changed fields, and the version they are based on. */
function inputOf(base: Listing, values: ListingValues) {
  const names = changedFields(toValues(base), values);
  const title = names.includes('title') ? { title: titleOf(values) } : {};
  return { ...toInput(values, names), ...title, version: base.version };
}

/** The state of the form after a listing was saved or changed elsewhere. A sold one has no quantity to edit. */
function valuesOn(next: Listing, base: ListingValues, mine: ListingValues, prefer: 'mine' | 'theirs') {
  const values = rebase(base, mine, toValues(next), prefer);
  return next.status === 'sold' ? { ...values, quantity: next.quantity } : values;
}

/**
 * The form of a listing. It is based on the state it was filled with; whatever the hub says later is laid under
 * what has been typed.
 */
export function useListingEditor(mode: Mode, listing: Listing) {
  const { t } = useTranslation('inventory');
  const client = useQueryClient();
  const [base, setBase] = useState(listing);
  const [conflict, setConflict] = useState<Listing | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const baseValues = useMemo(() => toValues(base), [base]);
  const form = useListingForm({
    initialValues: baseValues,
    validate: (values) => listingErrors(t, values, { isNew: false, isSold: base.status === 'sold' }),
  });
  const changed = changedFields(baseValues, form.values);

  const adopt = (next: Listing, prefer: 'mine' | 'theirs' = 'mine'): ListingValues => {
    const values = valuesOn(next, baseValues, form.getValues(), prefer);
    form.setValues(values);
    setBase(next);
    setConflict(null);
    client.setQueryData(listingQuery(mode, next.id).queryKey, next);
    return values;
  };
  /** The answer of an action; asks where it shows somebody else's change of a field that is edited here. */
  const receive = (next: Listing) => {
    const { both } = compareWith(baseValues, form.getValues(), toValues(next));
    if (both.length === 0) adopt(next);
    else setConflict(next);
  };
  useSilentUpdates(listing, base, changed.length > 0, adopt);

  const update = useAction({
    run: ({ from, values }: { from: Listing; values: ListingValues }) =>
      updateListing(mode, from.id, inputOf(from, values)),
    renews: [listingsKey(mode), ['overview']],
    success: t('form.saved'),
    onSuccess: (saved) => adopt(saved),
    showsError: false,
  });
  const refuse = (error: unknown) => {
    const field = fieldError(error);
    if (field !== null) form.setFieldError(field.path, field.message);
    focusField(form, field?.path);
    setFailure(error);
  };
  const save = async (from = base, values = form.getValues()) => {
    setFailure(null);
    try {
      await update.mutateAsync({ from, values });
    } catch (error) {
      if (!(error instanceof ApiError && error.code === 'version_conflict')) return refuse(error);
      await client.fetchQuery({ ...listingQuery(mode, from.id), staleTime: 0 }).then(setConflict, refuse);
    }
  };
  const discard = () => {
    form.setValues(baseValues);
    form.clearErrors();
    setFailure(null);
  };
  return {
    base,
    baseValues,
    form,
    changed,
    save,
    isSaving: update.isPending,
    failure,
    discard,
    adopt,
    receive,
    conflict,
    setConflict,
  };
}

export type ListingEditorState = ReturnType<typeof useListingEditor>;

/** While nothing is typed, the form follows what was changed elsewhere. */
function useSilentUpdates(
  listing: Listing,
  base: Listing,
  isDirty: boolean,
  adopt: (next: Listing) => unknown,
): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: only news from the hub is a reason
  useEffect(() => {
    const isNews = listing.version >= base.version && JSON.stringify(listing) !== JSON.stringify(base);
    if (isNews && !isDirty) adopt(listing);
  }, [listing]);
}
