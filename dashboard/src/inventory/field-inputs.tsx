import { Autocomplete, NumberInput, SegmentedControl, Select, Stack, Text, TextInput } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { MoneyInput } from '../components/money-input.tsx';
import { useListingFormContext } from './listing-form-context.ts';
import type { ANSWER_FIELDS, Answer, MONEY_FIELDS, NUMBER_FIELDS, TEXT_FIELDS } from './listing-values.ts';

type TextName = (typeof TEXT_FIELDS)[number];

const TEXT_MAX = 500;
const ANSWERS: readonly Answer[] = ['yes', 'no', 'unknown'];

export function TextField({ name, hint }: { name: TextName | 'city'; hint?: string }) {
  const { t } = useTranslation('inventory');
  const form = useListingFormContext();
  return (
    <TextInput
      label={t(`fields.${name}`)}
      maxLength={TEXT_MAX}
      {...(hint === undefined ? {} : { description: hint })}
      {...form.getInputProps(name)}
    />
  );
}

/** Free text with the words that are usual for it. */
export function SuggestingField({ name, words }: { name: TextName; words: readonly string[] }) {
  const { t } = useTranslation('inventory');
  const form = useListingFormContext();
  return (
    <Autocomplete
      label={t(`fields.${name}`)}
      maxLength={TEXT_MAX}
      data={[...words]}
      {...form.getInputProps(name)}
    />
  );
}

interface NumberFieldProps {
  readonly name: (typeof NUMBER_FIELDS)[number];
  readonly unit?: string;
  readonly hint?: string;
  readonly decimals?: number;
}

export function NumberField({ name, unit, hint, decimals = 0 }: NumberFieldProps) {
  const { t } = useTranslation('inventory');
  const form = useListingFormContext();
  return (
    <NumberInput
      label={t(`fields.${name}`)}
      min={0}
      clampBehavior="none"
      allowNegative={false}
      decimalScale={decimals}
      hideControls
      {...(unit === undefined ? {} : { suffix: ` ${unit}` })}
      {...(hint === undefined ? {} : { description: hint })}
      {...form.getInputProps(name)}
    />
  );
}

interface ChoiceFieldProps<Value extends string> {
  readonly name: 'condition' | 'movement' | 'year_precision';
  readonly values: readonly Value[];
  readonly word: (value: Value) => string;
  /** One of them is always chosen. */
  readonly isRequired?: boolean;
}

export function ChoiceField<Value extends string>({
  name,
  values,
  word,
  isRequired = false,
}: ChoiceFieldProps<Value>) {
  const { t } = useTranslation('inventory');
  const form = useListingFormContext();
  return (
    <Select
      label={t(`fields.${name}`)}
      data={values.map((value) => ({ value, label: word(value) }))}
      clearable={!isRequired}
      allowDeselect={!isRequired}
      {...form.getInputProps(name)}
    />
  );
}

/** Yes, no, or nobody has said. */
export function AnswerField({ name }: { name: (typeof ANSWER_FIELDS)[number] }) {
  const { t } = useTranslation('inventory');
  const form = useListingFormContext();
  const id = useId();
  return (
    <Stack gap={4}>
      <Text size="sm" fw={500} id={id}>
        {t(`fields.${name}`)}
      </Text>
      <SegmentedControl
        aria-labelledby={id}
        data={ANSWERS.map((value) => ({ value, label: t(`answers.${value}`) }))}
        value={form.values[name]}
        onChange={(value) => form.setFieldValue(name, value as Answer)}
      />
    </Stack>
  );
}

export function MoneyField({ name, hint }: { name: (typeof MONEY_FIELDS)[number]; hint: string }) {
  const { t } = useTranslation('inventory');
  const form = useListingFormContext();
  return (
    <MoneyInput
      label={t(`fields.${name}`)}
      description={hint}
      value={form.values[name]}
      onChange={(value) => form.setFieldValue(name, value)}
      error={form.errors[name] as string | undefined}
    />
  );
}
