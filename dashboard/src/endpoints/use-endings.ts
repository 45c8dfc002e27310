import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { integrationQuery } from '../api/integration.ts';
import type { WebhookEndpoint } from '../api/shapes.ts';
import { deleteEndpoint, updateEndpoint } from '../api/webhook-endpoints.ts';
import { openConfirm } from '../components/confirm.tsx';
import { notifySuccess } from '../components/notify.ts';

/** Switching an endpoint off and deleting it, each after a question that says what is lost. */
export function useEndings(endpoint: Pick<WebhookEndpoint, 'id' | 'url'>) {
  const { t } = useTranslation('endpoints');
  const client = useQueryClient();
  const renew = () => client.invalidateQueries({ queryKey: integrationQuery.queryKey });
  const { id, url } = endpoint;
  const disable = () =>
    openConfirm({
      title: t('actions.disableTitle'),
      text: t('actions.disableText', { url }),
      confirmLabel: t('actions.disable'),
      isDangerous: true,
      onConfirm: async () => {
        await updateEndpoint(id, { is_enabled: false });
        await renew();
      },
    });
  const remove = () =>
    openConfirm({
      title: t('actions.deleteTitle'),
      text: t('actions.deleteText', { url }),
      confirmLabel: t('actions.delete'),
      isDangerous: true,
      typing: new URL(url).host,
      onConfirm: async () => {
        await deleteEndpoint(id);
        await renew();
        notifySuccess(t('actions.deleted'));
      },
    });
  return { disable, remove };
}
