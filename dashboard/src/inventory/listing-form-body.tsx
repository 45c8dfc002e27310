import { Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { notifyFailure } from '../components/notify.ts';
import { type ListingForm, ListingFormProvider } from './listing-form-context.ts';
import classes from './listing-page.module.css';
import {
  ConditionSection,
  DescriptionSection,
  DetailsSection,
  HandlingSection,
  IdentitySection,
  PrivateSection,
  StockSection,
} from './listing-sections.tsx';
import { PhotosSection } from './photos-section.tsx';

interface ListingFormBodyProps {
  readonly form: ListingForm;
  readonly isNew: boolean;
  readonly isSold: boolean;
  readonly onSubmit: () => void;
  /** The bar with the buttons. */
  readonly children: ReactNode;
}

/** Puts the focus where the first mistake is. */
export function focusField(form: ListingForm, path: string | undefined): void {
  if (path !== undefined) form.getInputNode(path)?.focus();
}

export function ListingFormBody({ form, isNew, isSold, onSubmit, children }: ListingFormBodyProps) {
  const { t } = useTranslation('inventory');
  const onMistake = (errors: object) => {
    focusField(form, Object.keys(errors)[0]);
    notifyFailure(t('form.errorTitle'), t('form.errorFields'));
  };
  return (
    <ListingFormProvider form={form}>
      <form onSubmit={form.onSubmit(onSubmit, onMistake)} noValidate className={classes.form}>
        <Stack>
          <IdentitySection isNew={isNew} />
          <StockSection isSold={isSold} />
          <ConditionSection />
          <DetailsSection />
          <HandlingSection />
          <PhotosSection />
          <DescriptionSection />
          <PrivateSection />
          {children}
        </Stack>
      </form>
    </ListingFormProvider>
  );
}
