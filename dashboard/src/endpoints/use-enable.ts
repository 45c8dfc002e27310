import { useTranslation } from 'react-i18next';
import { integrationQuery } from '../api/integration.ts';
import type { WebhookEndpoint } from '../api/shapes.ts';
import { updateEndpoint } from '../api/webhook-endpoints.ts';
import { useAction } from '../components/use-action.ts';

/** Switches an endpoint on again. */
export function useEnable(endpoint: Pick<WebhookEndpoint, 'id'>) {
  const { t } = useTranslation('endpoints');
  return useAction({
    run: () => updateEndpoint(endpoint.id, { is_enabled: true }),
    renews: [integrationQuery.queryKey],
    success: t('actions.enabled'),
  });
}
