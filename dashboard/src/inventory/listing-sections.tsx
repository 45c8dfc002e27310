import { Textarea } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import {
  AnswerField,
  ChoiceField,
  CountryField,
  LongTextField,
  MoneyField,
  NumberField,
  SuggestingField,
  TagsField,
  TextField,
} from './field-inputs.tsx';
import { FormSection } from './form-section.tsx';
import { useFieldInput, useListingFormContext } from './listing-form-context.ts';
import { titleOf } from './listing-values.ts';
import { CONDITIONS, MOVEMENTS, YEAR_PRECISIONS } from './listing-words.ts';
import { BEZELS, BRACELETS, COMPLICATIONS, CRYSTALS, DIALS, GENDERS, METALS } from './suggestions.ts';

export function IdentitySection({ isNew }: { isNew: boolean }) {
  const { t } = useTranslation('inventory');
  return (
    <FormSection title={t('sections.identity')} text={t('sections.identityText')}>
      <TextField name="brand" />
      <TextField name="model" />
      <TextField name="reference_number" />
      <TextField name="stock_number" hint={t(isNew ? 'hints.stockNew' : 'hints.stockEdit')} />
      <HeadlineField />
      <SuggestingField name="gender" words={GENDERS} />
      <NumberField name="year" />
      <ChoiceField
        name="year_precision"
        values={YEAR_PRECISIONS}
        word={(value) => t(`yearPrecisions.${value}`)}
        isRequired
      />
    </FormSection>
  );
}

/** Shows what the headline becomes when none is entered. */
function HeadlineField() {
  const { t } = useTranslation('inventory');
  const { values } = useListingFormContext();
  const made = titleOf({ ...values, title: '' });
  return useFieldInput('title', [made], (form) => (
    <Textarea
      label={t('fields.title')}
      placeholder={made}
      autosize
      minRows={1}
      maxLength={500}
      {...form.getInputProps('title')}
      // A headline is one line, however long.
      onChange={(event) => form.setFieldValue('title', event.currentTarget.value.replaceAll('\n', ' '))}
    />
  ));
}

export function StockSection({ isSold }: { isSold: boolean }) {
  const { t } = useTranslation('inventory');
  return (
    <FormSection title={t('sections.stock')}>
      <MoneyField name="price" hint={t('hints.price')} />
      <NumberField
        name="quantity"
        hint={t(isSold ? 'hints.quantitySold' : 'hints.quantity')}
        isDisabled={isSold}
      />
    </FormSection>
  );
}

export function ConditionSection() {
  const { t } = useTranslation('inventory');
  return (
    <FormSection title={t('sections.condition')}>
      <ChoiceField name="condition" values={CONDITIONS} word={(value) => t(`conditions.${value}`)} />
      <span aria-hidden />
      <AnswerField name="has_box" />
      <AnswerField name="has_papers" />
    </FormSection>
  );
}

export function DetailsSection() {
  const { t } = useTranslation('inventory');
  return (
    <FormSection title={t('sections.details')}>
      <SuggestingField name="case_material" words={METALS} />
      <NumberField name="case_diameter_mm" unit={t('units.mm')} decimals={2} />
      <SuggestingField name="bezel_material" words={BEZELS} />
      <SuggestingField name="crystal" words={CRYSTALS} />
      <SuggestingField name="dial_color" words={DIALS} />
      <SuggestingField name="bracelet_material" words={BRACELETS} />
      <ChoiceField name="movement" values={MOVEMENTS} word={(value) => t(`movements.${value}`)} />
      <TextField name="caliber" />
      <NumberField name="power_reserve_hours" unit={t('units.hours')} decimals={2} />
      <NumberField name="water_resistance_m" unit={t('units.metres')} decimals={2} />
      <TagsField words={COMPLICATIONS} hint={t('hints.complications')} />
    </FormSection>
  );
}

export function HandlingSection() {
  const { t } = useTranslation('inventory');
  return (
    <FormSection title={t('sections.handling')}>
      <CountryField />
      <TextField name="city" />
      <NumberField name="handling_time_days" unit={t('units.days')} hint={t('hints.handling')} />
    </FormSection>
  );
}

export function DescriptionSection() {
  const { t } = useTranslation('inventory');
  return (
    <FormSection title={t('sections.description')} columns={1}>
      <LongTextField name="description" rows={4} maxLength={20_000} hint={t('hints.description')} />
    </FormSection>
  );
}

export function PrivateSection() {
  const { t } = useTranslation('inventory');
  return (
    <FormSection
      title={t('sections.private')}
      text={t('sections.privateText')}
      icon={<IconLock size={20} aria-hidden />}
    >
      <TextField name="serial_number" />
      <TextField name="storage_location" />
      <MoneyField name="cost" hint={t('hints.cost')} />
      <LongTextField name="internal_notes" rows={2} maxLength={5_000} />
    </FormSection>
  );
}
