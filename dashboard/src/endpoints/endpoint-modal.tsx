import { Button, Group, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { WebhookEndpoint } from '../api/shapes.ts';
import { ErrorState } from '../components/error-state.tsx';
import { FormModal } from '../components/form-modal.tsx';
import { DescriptionField, FurtherFields, UrlField } from './endpoint-fields.tsx';
import { useEndpointForm } from './use-endpoint-form.ts';

interface EndpointModalProps {
  readonly isOpen: boolean;
  /** Null makes a new one. */
  readonly endpoint: WebhookEndpoint | null;
  readonly onClose: () => void;
}

/** Makes or changes an endpoint. */
export function EndpointModal({ isOpen, endpoint, onClose }: EndpointModalProps) {
  const { t } = useTranslation('endpoints');
  return (
    <FormModal
      opened={isOpen}
      onClose={onClose}
      title={t(endpoint === null ? 'form.createTitle' : 'form.editTitle')}
      size="lg"
    >
      <EndpointForm endpoint={endpoint} onClose={onClose} />
    </FormModal>
  );
}

function EndpointForm({ endpoint, onClose }: Omit<EndpointModalProps, 'isOpen'>) {
  const { t } = useTranslation('endpoints');
  const { form, submit, isPending, error } = useEndpointForm({ endpoint, onSaved: onClose });
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <UrlField form={form} />
        <DescriptionField form={form} />
        <FurtherFields form={form} />
        {error === null ? null : <ErrorState error={error} title={t('form.refused')} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} disabled={isPending}>
            {t('form.cancel')}
          </Button>
          <Button type="submit" loading={isPending}>
            {t(endpoint === null ? 'form.create' : 'form.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
