import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { integrationQuery } from '../api/integration.ts';
import type { NewWebhookEndpoint, WebhookEndpoint } from '../api/shapes.ts';
import { createEndpoint, updateEndpoint } from '../api/webhook-endpoints.ts';
import { useFormAction } from '../components/use-form-action.ts';
import { type EndpointValues, endpointValues, isRateLimit, toContent } from './endpoint-values.ts';
import { useRevealSecret } from './use-reveal-secret.tsx';

interface EndpointFormOptions {
  /** The one that is edited; null makes a new one. */
  readonly endpoint: WebhookEndpoint | null;
  readonly onSaved: () => void;
}

/** The form of an endpoint. A new one's signing secret is shown when it has been made. */
export function useEndpointForm({ endpoint, onSaved }: EndpointFormOptions) {
  const { t } = useTranslation('endpoints');
  const reveal = useRevealSecret();
  const form = useForm<EndpointValues>({
    initialValues: endpointValues(endpoint),
    validate: {
      url: (value) => (value.trim() === '' ? t('form.urlRequired') : null),
      events: (value) => (value.length === 0 ? t('events.required') : null),
      rate_limit_per_second: (value) => (isRateLimit(value) ? null : t('form.rateLimitRange')),
    },
  });
  const action = useFormAction<EndpointValues, WebhookEndpoint | NewWebhookEndpoint>({
    form,
    run: (values) =>
      endpoint === null ? createEndpoint(toContent(values)) : updateEndpoint(endpoint.id, toContent(values)),
    renews: [integrationQuery.queryKey],
    ...(endpoint === null ? {} : { success: t('actions.saved') }),
    onSuccess: (saved) => {
      onSaved();
      if ('signing_secret' in saved) reveal({ secret: saved.signing_secret, text: t('secret.created') });
    },
  });
  return { form, ...action };
}
