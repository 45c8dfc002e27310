import { NumberInput, Select, SimpleGrid, Switch, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { WebhookEndpoint } from '../api/shapes.ts';
import { endpointName } from '../components/endpoint-text.ts';
import { fromLocalField, toLocalField } from '../delivery-log/time-range.ts';
import { EventTypesFilter } from '../events/event-types-filter.tsx';
import { RANGES, type ReplayValues } from './replay-values.ts';
import type { FieldRefusal } from './use-replay-form.ts';

interface ReplayFieldsProps {
  readonly form: UseFormReturnType<ReplayValues>;
  readonly endpoints: readonly WebhookEndpoint[];
  readonly refusal: FieldRefusal | null;
}

/** What the dry run says to a field, where the form itself has nothing to say. */
const refusalAt = (refusal: FieldRefusal | null, field: string, error: ReactNode) =>
  error ?? (refusal?.field === field ? refusal.message : null);

/** Endpoint, range, types and pace of a replay. */
export function ReplayFields({ form, endpoints, refusal }: ReplayFieldsProps) {
  const { t } = useTranslation('replays');
  const rate = form.getInputProps('rate_per_second');
  return (
    <>
      <Select
        label={t('form.endpoint')}
        data={endpoints.map((endpoint) => ({
          value: endpoint.id,
          label: endpoint.is_enabled
            ? endpointName(endpoint)
            : t('form.disabledEndpoint', { endpoint: endpointName(endpoint) }),
          disabled: !endpoint.is_enabled,
        }))}
        allowDeselect={false}
        {...form.getInputProps('endpoint_id')}
      />
      <Select
        label={t('form.range')}
        data={RANGES.map((value) => ({ value, label: t(`form.ranges.${value}`) }))}
        allowDeselect={false}
        {...form.getInputProps('range')}
      />
      {form.values.range === 'custom' ? <RangeEnds form={form} refusal={refusal} /> : null}
      <EventTypesFilter types={form.values.types} onChange={(types) => form.setFieldValue('types', types)} />
      <Switch
        label={t('form.onlyFailed')}
        description={t('form.onlyFailedText')}
        {...form.getInputProps('only_failed', { type: 'checkbox' })}
      />
      <NumberInput
        label={t('form.rate')}
        description={t('form.rateText')}
        min={1}
        allowNegative={false}
        allowDecimal={false}
        clampBehavior="none"
        {...rate}
        error={refusalAt(refusal, 'rate_per_second', rate.error)}
      />
    </>
  );
}

/** Times are the reader's own, to the minute. */
function RangeEnds({ form, refusal }: Pick<ReplayFieldsProps, 'form' | 'refusal'>) {
  const { t } = useTranslation('replays');
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs">
      {(['since', 'until'] as const).map((end) => {
        const { value, onChange, ...props } = form.getInputProps(end);
        return (
          <TextInput
            key={end}
            type="datetime-local"
            label={t(`form.${end}`)}
            {...(end === 'until'
              ? {
                  description: t('form.untilText'),
                  inputWrapperOrder: ['label', 'input', 'description', 'error'],
                }
              : {})}
            {...props}
            error={refusalAt(refusal, end, props.error)}
            value={toLocalField(value as string)}
            onChange={(event) => onChange(fromLocalField(event.currentTarget.value))}
          />
        );
      })}
    </SimpleGrid>
  );
}
