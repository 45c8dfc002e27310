import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { actOnListing, createListing, listingQuery, listingsKey } from '../api/listings.ts';
import type { Listing, Mode } from '../api/shapes.ts';
import { useErrorText } from '../components/error-state.tsx';
import { notifyFailure, notifySuccess } from '../components/notify.ts';
import { changedFields } from './listing-changes.ts';
import { fieldError, listingErrors } from './listing-errors.ts';
import { focusField } from './listing-form-body.tsx';
import { useListingForm } from './listing-form-context.ts';
import { EMPTY_LISTING, type ListingValues, titleOf, toInput, toValues } from './listing-values.ts';
import { useUnsavedGuard } from './use-unsaved-guard.ts';

const EMPTY_VALUES = toValues(EMPTY_LISTING);

const inputOf = (values: ListingValues) => ({
  ...toInput(values, changedFields(EMPTY_VALUES, values)),
  title: titleOf(values),
});

/** The form of a listing that is not there yet. */
export function useNewListing(mode: Mode) {
  const { t } = useTranslation('inventory');
  const errorText = useErrorText();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [saving, setSaving] = useState<'draft' | 'published' | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const form = useListingForm({
    initialValues: EMPTY_VALUES,
    validate: (values) => listingErrors(t, values, { isNew: true, isSold: false }),
  });
  const changes = changedFields(EMPTY_VALUES, form.values).length;
  const guard = useUnsavedGuard(changes > 0);

  const publish = async (draft: Listing): Promise<Listing> => {
    try {
      const published = await actOnListing(mode, draft.id, 'publish');
      notifySuccess(t('form.createdAndPublished'));
      return published;
    } catch (error) {
      // The draft exists, so the form must not be sent a second time: go on to it.
      notifyFailure(t('form.notPublished'), errorText(error));
      return draft;
    }
  };
  const show = async (listing: Listing) => {
    client.setQueryData(listingQuery(mode, listing.id).queryKey, listing);
    guard.leave(() => navigate(`/inventory/${listing.id}`, { replace: true }));
    await client.invalidateQueries({ queryKey: listingsKey(mode) });
    await client.invalidateQueries({ queryKey: ['overview'] });
  };
  const save = async (as: 'draft' | 'published') => {
    setSaving(as);
    setFailure(null);
    try {
      const draft = await createListing(mode, inputOf(form.getValues()));
      if (as === 'draft') notifySuccess(t('form.created'));
      await show(as === 'draft' ? draft : await publish(draft));
    } catch (error) {
      const field = fieldError(error);
      if (field !== null) form.setFieldError(field.path, field.message);
      focusField(form, field?.path);
      setFailure(error);
    } finally {
      setSaving(null);
    }
  };
  return { form, changes, guard, save, saving, failure };
}
