import { Group, NumberInput, Select } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Money } from '../api/shapes.ts';
import { amountText, currencyDigits, parseAmount } from './money.ts';

/** The currencies watches are traded in; a listing's own is added when it is another. */
const CURRENCIES = [
  'EUR',
  'CHF',
  'USD',
  'GBP',
  'JPY',
  'HKD',
  'SGD',
  'AED',
  'AUD',
  'CAD',
  'SEK',
  'DKK',
  'NOK',
  'PLN',
];

interface MoneyInputProps {
  readonly label: string;
  readonly description?: string;
  readonly placeholder?: string;
  /** Null = no amount. */
  readonly value: Money | null;
  readonly onChange: (value: Money | null) => void;
  readonly error?: string | null | undefined;
  readonly disabled?: boolean;
}

const SEPARATORS = new Intl.NumberFormat().formatToParts(12_345.6);
const separator = (type: 'group' | 'decimal', fallback: string) =>
  SEPARATORS.find((part) => part.type === type)?.value ?? fallback;

/** An amount and its currency; an emptied amount is no price. */
export function MoneyInput({
  label,
  description,
  placeholder,
  value,
  onChange,
  error,
  disabled,
}: MoneyInputProps) {
  const { t } = useTranslation();
  // Kept while the amount is empty.
  const [chosen, setCurrency] = useState(value?.currency ?? 'EUR');
  const currency = value?.currency ?? chosen;
  const change = (text: string, nextCurrency: string) => {
    setCurrency(nextCurrency);
    const amount = parseAmount(text, nextCurrency);
    onChange(amount === null ? null : { amount, currency: nextCurrency });
  };
  const shown = value === null ? '' : amountText(value);
  return (
    <Group align="flex-end" gap="xs" wrap="nowrap">
      <NumberInput
        style={{ flex: 1 }}
        label={label}
        description={description}
        placeholder={placeholder}
        value={shown === '' ? '' : Number(shown)}
        onChange={(next) => change(String(next), currency)}
        min={0}
        decimalScale={currencyDigits(currency)}
        allowNegative={false}
        thousandSeparator={separator('group', ',')}
        decimalSeparator={separator('decimal', '.')}
        hideControls
        error={error}
        disabled={disabled ?? false}
      />
      <Select
        w={96}
        aria-label={t('currencyOf', { what: label })}
        data={[...new Set([...CURRENCIES, currency])]}
        value={currency}
        onChange={(next) => change(shown, next ?? currency)}
        allowDeselect={false}
        searchable
        disabled={disabled ?? false}
      />
    </Group>
  );
}
