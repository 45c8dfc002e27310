import { Alert, Button, Group, NativeSelect, NumberInput, Stack, Text } from '@mantine/core';
import { type UseFormReturnType, useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { rollApiKey } from '../api/api-keys.ts';
import { integrationQuery } from '../api/integration.ts';
import type { ApiKey } from '../api/shapes.ts';
import { ErrorState } from '../components/error-state.tsx';
import { FormModal } from '../components/form-modal.tsx';
import { formatDateTime } from '../components/time-text.tsx';
import { useFormAction } from '../components/use-form-action.ts';
import { useNow } from '../components/use-now.ts';
import { isOverlap, overlapEnd } from './key-overlap.ts';
import { useRevealKey } from './use-reveal-key.tsx';

const HOURS = { now: 0, hour: 1, day: 24, week: 168 } as const;
const CHOICES = ['now', 'hour', 'day', 'week', 'other'] as const;

interface RollValues extends Record<string, unknown> {
  choice: (typeof CHOICES)[number];
  hours: number | string;
}

interface RollKeyProps {
  readonly apiKey: ApiKey;
  readonly onClose: () => void;
}

/** Replaces a key; the old one goes on working for an overlap. */
export function RollKeyModal({ apiKey, onClose }: RollKeyProps) {
  const { t } = useTranslation('apiKeys');
  return (
    <FormModal opened onClose={onClose} title={t('rolling.title', { name: apiKey.name })}>
      <RollKeyForm apiKey={apiKey} onClose={onClose} />
    </FormModal>
  );
}

const hoursOf = ({ choice, hours }: RollValues): number =>
  choice === 'other' ? Number(hours) : HOURS[choice];

function useRoll({ apiKey, onClose }: RollKeyProps) {
  const { t } = useTranslation('apiKeys');
  const reveal = useRevealKey();
  const form = useForm<RollValues>({
    initialValues: { choice: 'day', hours: 48 },
    validate: {
      hours: (hours, { choice }) => (choice !== 'other' || isOverlap(hours) ? null : t('rolling.hoursRange')),
    },
  });
  const action = useFormAction({
    form,
    fields: { overlap_hours: 'hours' },
    run: (values) => rollApiKey(apiKey.id, hoursOf(values)),
    renews: [integrationQuery.queryKey],
    onSuccess: (key, values) => {
      const end = overlapEnd(hoursOf(values), apiKey.expires_at, Date.now());
      const { prefix } = apiKey;
      const oldKey =
        end === null
          ? t('reveal.oldEnded', { prefix })
          : t('reveal.oldUntil', { prefix, time: formatDateTime(end) });
      onClose();
      reveal(key, oldKey);
    },
  });
  return { form, ...action };
}

function RollKeyForm(props: RollKeyProps) {
  const { t } = useTranslation('apiKeys');
  const { form, submit, isPending, error } = useRoll(props);
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <Text size="sm">{t('rolling.text')}</Text>
        <OverlapFields form={form} />
        <OldKeyEnd values={form.values} expiresAt={props.apiKey.expires_at} />
        {error === null ? null : <ErrorState error={error} title={t('rolling.refused')} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={props.onClose} disabled={isPending}>
            {t('create.cancel')}
          </Button>
          <Button type="submit" loading={isPending}>
            {t('rolling.submit')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function OverlapFields({ form }: { form: UseFormReturnType<RollValues> }) {
  const { t } = useTranslation('apiKeys');
  return (
    <>
      <NativeSelect
        label={t('rolling.overlap')}
        description={t('rolling.overlapText')}
        data={CHOICES.map((choice) => ({ value: choice, label: t(`rolling.overlaps.${choice}`) }))}
        data-autofocus
        {...form.getInputProps('choice')}
      />
      {form.values.choice === 'other' ? (
        <NumberInput
          label={t('rolling.hours')}
          description={t('rolling.hoursText')}
          min={0}
          clampBehavior="none"
          allowNegative={false}
          {...form.getInputProps('hours')}
        />
      ) : null}
    </>
  );
}

function OldKeyEnd({ values, expiresAt }: { values: RollValues; expiresAt: string | null }) {
  const { t } = useTranslation('apiKeys');
  const nowMs = useNow(1_000);
  const hours = hoursOf(values);
  if (!isOverlap(values.choice === 'other' ? values.hours : hours)) return null;
  const end = overlapEnd(hours, expiresAt, nowMs);
  return (
    <Alert color={end === null ? 'yellow' : 'blue'} p="xs" aria-live="polite">
      {end === null ? t('rolling.endsNow') : t('rolling.endsAt', { time: formatDateTime(end) })}
    </Alert>
  );
}
