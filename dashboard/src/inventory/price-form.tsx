import { Button, Checkbox, Group, NumberInput, Radio, Select, Stack, Text } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BulkAction } from '../api/listings.ts';
import type { Money } from '../api/shapes.ts';
import { MoneyInput } from '../components/money-input.tsx';
import { PERCENT } from './price-change.ts';
import { PricePreview } from './price-preview.tsx';
import type { ChosenListing } from './use-listing-selection.ts';

interface PriceFormProps {
  readonly listings: readonly ChosenListing[];
  readonly onSubmit: (action: BulkAction) => void;
  readonly onCancel: () => void;
}

const ROUNDINGS = [1, 5, 10, 50, 100, 500, 1_000];

export interface PriceChoice {
  readonly how: 'percent' | 'set';
  readonly percent: number | string;
  readonly roundTo: number | null;
  readonly price: Money | null;
  readonly isOnRequest: boolean;
}

const NOTHING: PriceChoice = {
  how: 'percent',
  percent: '',
  roundTo: null,
  price: null,
  isOnRequest: false,
};

/** What the choice means for the hub; null while something is missing. */
export function priceAction(choice: PriceChoice): BulkAction | null {
  const { how, percent, roundTo, price, isOnRequest } = choice;
  if (how === 'set') {
    return price === null && !isOnRequest ? null : { action: 'set_price', price: isOnRequest ? null : price };
  }
  if (typeof percent !== 'number' || percent === 0) return null;
  if (percent < PERCENT.min || percent > PERCENT.max) return null;
  return { action: 'change_price_percent', percent, ...(roundTo === null ? {} : { round_to: roundTo }) };
}

/** A new price for many listings, or a percentage with rounding, and what the first of them would cost then. */
export function PriceForm({ listings, onSubmit, onCancel }: PriceFormProps) {
  const { t } = useTranslation('inventory');
  const { t: shared } = useTranslation();
  const [choice, setChoice] = useState(NOTHING);
  const [isChecked, setChecked] = useState(false);
  const action = priceAction(choice);
  const change = (next: Partial<PriceChoice>) => setChoice({ ...choice, ...next });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (action !== null) onSubmit(action);
  };
  const Fields = choice.how === 'percent' ? PercentFields : SetFields;
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <Radio.Group
          label={t('priceForm.how')}
          value={choice.how}
          onChange={(how) => change({ how: how as PriceChoice['how'] })}
        >
          <Group mt="xs">
            <Radio value="percent" label={t('priceForm.percent')} />
            <Radio value="set" label={t('priceForm.set')} />
          </Group>
        </Radio.Group>
        <Fields choice={choice} change={change} isMissing={isChecked && action === null} />
        {action === null ? null : <PricePreview listings={listings} action={action} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            {shared('actions.cancel')}
          </Button>
          <Button type="submit">{t('priceForm.confirm')}</Button>
        </Group>
      </Stack>
    </form>
  );
}

interface FieldsProps {
  readonly choice: PriceChoice;
  readonly change: (next: Partial<PriceChoice>) => void;
  /** Submitted too early. */
  readonly isMissing: boolean;
}

function PercentFields({ choice, change, isMissing }: FieldsProps) {
  const { t } = useTranslation('inventory');
  const { t: shared } = useTranslation();
  const roundings = [
    { value: '', label: t('priceForm.exact') },
    ...ROUNDINGS.map((step) => ({ value: String(step), label: t('priceForm.roundTo', { count: step }) })),
  ];
  return (
    <Group align="flex-start" grow>
      <NumberInput
        data-autofocus
        label={t('priceForm.percentLabel')}
        description={t('priceForm.percentHint')}
        suffix=" %"
        decimalScale={2}
        value={choice.percent}
        onChange={(percent) => change({ percent })}
        error={isMissing ? t('priceForm.needPercent') : null}
      />
      <Select
        label={t('priceForm.rounding')}
        description={shared('none')}
        descriptionProps={{ 'aria-hidden': true, style: { visibility: 'hidden' } }}
        data={roundings}
        value={choice.roundTo === null ? '' : String(choice.roundTo)}
        onChange={(step) => change({ roundTo: step ? Number(step) : null })}
        allowDeselect={false}
      />
    </Group>
  );
}

function SetFields({ choice, change, isMissing }: FieldsProps) {
  const { t } = useTranslation('inventory');
  return (
    <Stack gap="xs">
      <MoneyInput
        label={t('fields.price')}
        value={choice.price}
        onChange={(price) => change({ price })}
        disabled={choice.isOnRequest}
        error={isMissing ? t('priceForm.needPrice') : null}
      />
      <Checkbox
        label={<Text size="sm">{t('priceForm.onRequest')}</Text>}
        checked={choice.isOnRequest}
        onChange={(event) => change({ isOnRequest: event.currentTarget.checked })}
      />
    </Stack>
  );
}
