import { Alert, Button, Group, NumberInput, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconClockShield } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/api-error.ts';
import { integrationQuery } from '../api/integration.ts';
import type { WebhookEndpoint } from '../api/shapes.ts';
import { rotateSecret } from '../api/webhook-endpoints.ts';
import { ErrorState } from '../components/error-state.tsx';
import { FormModal } from '../components/form-modal.tsx';
import { useFormAction } from '../components/use-form-action.ts';
import { useNow } from '../components/use-now.ts';
import { formatCountdown, remainingMs } from './countdown.ts';
import { useRevealSecret } from './use-reveal-secret.tsx';

const GRACE_HOURS = { max: 168, default: 24 } as const;

interface RotateProps {
  readonly endpoint: WebhookEndpoint;
  readonly onClose: () => void;
}

/** A new signing secret, with a grace for the old one; while such a grace runs, only without one. */
export function RotateSecretModal({ isOpen, ...rest }: RotateProps & { readonly isOpen: boolean }) {
  const { t } = useTranslation('endpoints');
  return (
    <FormModal opened={isOpen} onClose={rest.onClose} title={t('rotate.title')} size="lg">
      <RotateForm {...rest} />
    </FormModal>
  );
}

const isHours = (value: number | string) =>
  value !== '' && Number(value) >= 0 && Number(value) <= GRACE_HOURS.max;

const isInProgress = (error: unknown) => error instanceof ApiError && error.code === 'rotation_in_progress';

function useRotation({ endpoint, onClose }: RotateProps) {
  const { t } = useTranslation('endpoints');
  const client = useQueryClient();
  const reveal = useRevealSecret();
  const leftMs = remainingMs(endpoint.previous_secret_expires_at, useNow(1_000));
  const isRotating = leftMs > 0;
  const form = useForm<{ grace_hours: number | string }>({
    initialValues: { grace_hours: GRACE_HOURS.default },
    validate: { grace_hours: (value) => (isHours(value) ? null : t('rotate.graceRange')) },
  });
  const action = useFormAction({
    form,
    run: async ({ grace_hours }) => {
      const graceHours = isRotating ? 0 : Number(grace_hours);
      try {
        return { graceHours, ...(await rotateSecret(endpoint.id, graceHours)) };
      } catch (error) {
        // Somebody else rotated it meanwhile: the renewed endpoint shows the grace that runs.
        if (isInProgress(error)) await client.invalidateQueries({ queryKey: integrationQuery.queryKey });
        throw error;
      }
    },
    renews: [integrationQuery.queryKey],
    onSuccess: ({ graceHours, signing_secret }) => {
      onClose();
      const text = graceHours === 0 ? t('secret.rotatedAtOnce') : t('secret.rotated', { count: graceHours });
      reveal({ secret: signing_secret, text });
    },
  });
  return { form, leftMs, ...action };
}

function RotateForm(props: RotateProps) {
  const { t } = useTranslation('endpoints');
  const { form, leftMs, submit, isPending, error } = useRotation(props);
  const isRotating = leftMs > 0;
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <Text size="sm">{t('rotate.text')}</Text>
        {isRotating ? (
          <Alert color="yellow" icon={<IconClockShield />} title={t('rotate.inProgress')}>
            {t('rotate.inProgressText', { countdown: formatCountdown(leftMs) })}
          </Alert>
        ) : (
          <NumberInput
            label={t('rotate.grace')}
            description={t('rotate.graceText')}
            suffix={t('rotate.graceSuffix')}
            min={0}
            clampBehavior="none"
            allowNegative={false}
            data-autofocus
            {...form.getInputProps('grace_hours')}
          />
        )}
        {error === null || isInProgress(error) ? null : (
          <ErrorState error={error} title={t('rotate.refused')} />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={props.onClose} disabled={isPending}>
            {t('form.cancel')}
          </Button>
          <Button type="submit" loading={isPending} color={isRotating ? 'red.9' : 'racing'}>
            {t(isRotating ? 'rotate.submitAtOnce' : 'rotate.submit')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
