import { Button, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Integration } from '../api/shapes.ts';
import { ErrorState } from '../components/error-state.tsx';
import { FormModal } from '../components/form-modal.tsx';
import { ReplayCount } from './replay-count.tsx';
import { ReplayFields } from './replay-fields.tsx';
import type { ReplayValues } from './replay-values.ts';
import { useReplayForm } from './use-replay-form.ts';

interface ReplayModalProps {
  readonly integration: Pick<Integration, 'webhook_endpoints' | 'is_test_mode'>;
  /** What the form begins with. */
  readonly start: Partial<ReplayValues>;
  readonly onClose: () => void;
  readonly onStarted?: () => void;
}

/** Asks for a range, says how many deliveries it means, and starts the replay. */
export function ReplayModal({ isOpen, ...rest }: ReplayModalProps & { readonly isOpen: boolean }) {
  const { t } = useTranslation('replays');
  return (
    <FormModal opened={isOpen} onClose={rest.onClose} title={t('title')} size="lg">
      <ReplayForm {...rest} />
    </FormModal>
  );
}

function ReplayForm({ integration, start, onClose, onStarted }: ReplayModalProps) {
  const { t } = useTranslation('replays');
  const finish = () => {
    onClose();
    onStarted?.();
  };
  const { form, submit, isPending, error, estimate, refusal, total } = useReplayForm(start, finish);
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <Text size="sm">{t('text')}</Text>
        <ReplayFields form={form} endpoints={integration.webhook_endpoints} refusal={refusal} />
        {refusal === null ? <ReplayCount estimate={estimate} isTestMode={integration.is_test_mode} /> : null}
        {error === null ? null : <ErrorState error={error} title={t('form.refused')} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} disabled={isPending}>
            {t('form.cancel')}
          </Button>
          <Button type="submit" loading={isPending} disabled={total === null || total === 0}>
            {total === null ? t('form.startUncounted') : t('form.start', { count: total })}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
