import {
  Autocomplete,
  NumberInput,
  SegmentedControl,
  Select,
  Stack,
  TagsInput,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { CountrySelect } from '../components/country-select.tsx';
import { MoneyInput } from '../components/money-input.tsx';
import { useFieldInput } from './listing-form-context.ts';
import type { ANSWER_FIELDS, Answer, MONEY_FIELDS, NUMBER_FIELDS, TEXT_FIELDS } from './listing-values.ts';

type TextName = (typeof TEXT_FIELDS)[number];

const TEXT_MAX = 500;
const ANSWERS: readonly Answer[] = ['yes', 'no', 'unknown'];

const described = (hint: string | undefined) => (hint === undefined ? {} : { description: hint });

export function TextField({ name, hint }: { name: TextName | 'city'; hint?: string }) {
  const { t } = useTranslation('inventory');
  return useFieldInput(name, [hint], (form) => (
    <TextInput
      label={t(`fields.${name}`)}
      maxLength={TEXT_MAX}
      {...described(hint)}
      {...form.getInputProps(name)}
    />
  ));
}

interface LongTextFieldProps {
  readonly name: TextName;
  readonly rows: number;
  readonly maxLength: number;
  readonly hint?: string;
}

export function LongTextField({ name, rows, maxLength, hint }: LongTextFieldProps) {
  const { t } = useTranslation('inventory');
  return useFieldInput(name, [hint], (form) => (
    <Textarea
      label={t(`fields.${name}`)}
      autosize
      minRows={rows}
      maxRows={20}
      maxLength={maxLength}
      {...described(hint)}
      {...form.getInputProps(name)}
    />
  ));
}

/** Free text with the words that are usual for it. */
export function SuggestingField({ name, words }: { name: TextName; words: readonly string[] }) {
  const { t } = useTranslation('inventory');
  return useFieldInput(name, [], (form) => (
    <Autocomplete
      label={t(`fields.${name}`)}
      maxLength={TEXT_MAX}
      data={[...words]}
      {...form.getInputProps(name)}
    />
  ));
}

export function TagsField({ words, hint }: { words: readonly string[]; hint: string }) {
  const { t } = useTranslation('inventory');
  return useFieldInput('complications', [hint], (form) => (
    <TagsInput
      label={t('fields.complications')}
      description={hint}
      data={[...words]}
      maxTags={50}
      maxLength={TEXT_MAX}
      clearable
      {...form.getInputProps('complications')}
    />
  ));
}

interface NumberFieldProps {
  readonly name: (typeof NUMBER_FIELDS)[number] | 'quantity';
  readonly unit?: string;
  readonly hint?: string;
  readonly decimals?: number;
  readonly isDisabled?: boolean;
}

export function NumberField({ name, unit, hint, decimals = 0, isDisabled = false }: NumberFieldProps) {
  const { t } = useTranslation('inventory');
  return useFieldInput(name, [hint, isDisabled], (form) => (
    <NumberInput
      label={t(`fields.${name}`)}
      min={0}
      clampBehavior="none"
      allowNegative={false}
      decimalScale={decimals}
      hideControls
      disabled={isDisabled}
      {...(unit === undefined ? {} : { suffix: ` ${unit}` })}
      {...described(hint)}
      {...form.getInputProps(name)}
    />
  ));
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
  return useFieldInput(name, [], (form) => (
    <Select
      label={t(`fields.${name}`)}
      data={values.map((value) => ({ value, label: word(value) }))}
      clearable={!isRequired}
      allowDeselect={!isRequired}
      {...form.getInputProps(name)}
    />
  ));
}

export function CountryField() {
  const { t } = useTranslation('inventory');
  return useFieldInput('country', [], (form) => (
    <CountrySelect
      label={t('fields.country')}
      comboboxProps={{ keepMounted: false }}
      {...form.getInputProps('country')}
    />
  ));
}

/** Yes, no, or nobody has said. */
export function AnswerField({ name }: { name: (typeof ANSWER_FIELDS)[number] }) {
  const { t } = useTranslation('inventory');
  const id = useId();
  return useFieldInput(name, [], (form) => (
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
  ));
}

export function MoneyField({ name, hint }: { name: (typeof MONEY_FIELDS)[number]; hint: string }) {
  const { t } = useTranslation('inventory');
  return useFieldInput(name, [hint], (form) => (
    <MoneyInput
      label={t(`fields.${name}`)}
      description={hint}
      value={form.values[name]}
      onChange={(value) => form.setFieldValue(name, value)}
      error={form.errors[name] as string | undefined}
    />
  ));
}
