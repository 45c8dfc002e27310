import { Alert, NumberInput, SegmentedControl, Stack, Switch, Text, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { IconInfoCircle } from '@tabler/icons-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { type EndpointValues, RATE_LIMIT } from './endpoint-values.ts';
import { EventTreeInput } from './event-tree-input.tsx';
import { urlHint } from './url-hint.ts';

interface FieldsProps {
  readonly form: UseFormReturnType<EndpointValues>;
}

export function UrlField({ form }: FieldsProps) {
  const { t } = useTranslation('endpoints');
  const hint = urlHint(form.values.url);
  return (
    <Stack gap="xs">
      <TextInput
        label={t('form.url')}
        description={t('form.urlText')}
        placeholder={t('form.urlPlaceholder')}
        type="url"
        inputMode="url"
        autoComplete="off"
        spellCheck={false}
        withAsterisk
        {...form.getInputProps('url')}
      />
      {hint === null ? null : (
        <Alert color="blue" icon={<IconInfoCircle />} p="xs" aria-live="polite">
          {t(`form.hints.${hint}`)}
        </Alert>
      )}
    </Stack>
  );
}

export function DescriptionField({ form }: FieldsProps) {
  const { t } = useTranslation('endpoints');
  return (
    <TextInput
      label={t('form.description')}
      description={t('form.descriptionText')}
      placeholder={t('form.descriptionPlaceholder')}
      maxLength={500}
      {...form.getInputProps('description')}
    />
  );
}

/** What most endpoints leave as it is. */
export function FurtherFields({ form }: FieldsProps) {
  const { t } = useTranslation('endpoints');
  return (
    <Stack>
      <EventTreeInput
        value={form.values.events}
        onChange={(events) => form.setFieldValue('events', events)}
        error={form.errors.events}
      />
      <ModeField form={form} />
      <Switch
        label={t('form.skipOwnWrites')}
        description={t('form.skipOwnWritesText')}
        {...form.getInputProps('skip_own_writes', { type: 'checkbox' })}
      />
      <NumberInput
        label={t('form.rateLimit')}
        description={t('form.rateLimitText')}
        suffix={t('form.rateLimitSuffix')}
        min={RATE_LIMIT.min}
        clampBehavior="none"
        allowDecimal={false}
        allowNegative={false}
        thousandSeparator=","
        {...form.getInputProps('rate_limit_per_second')}
      />
      <Switch
        label={t('form.isEnabled')}
        description={t('form.isEnabledText')}
        {...form.getInputProps('is_enabled', { type: 'checkbox' })}
      />
    </Stack>
  );
}

function ModeField({ form }: FieldsProps) {
  const { t } = useTranslation('endpoints');
  const labelId = useId();
  const modes = ['all', 'live', 'test'] as const;
  return (
    <Stack gap={4}>
      <Text size="sm" fw={500} id={labelId}>
        {t('form.mode')}
      </Text>
      <Text size="xs" c="dimmed">
        {t('form.modeText')}
      </Text>
      <SegmentedControl
        aria-labelledby={labelId}
        data={modes.map((mode) => ({ value: mode, label: t(`form.modes.${mode}`) }))}
        {...form.getInputProps('mode')}
      />
    </Stack>
  );
}
