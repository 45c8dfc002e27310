import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { revokeApiKey } from '../api/api-keys.ts';
import { integrationQuery } from '../api/integration.ts';
import type { ApiKey } from '../api/shapes.ts';
import { openConfirm } from '../components/confirm.tsx';
import { notifySuccess } from '../components/notify.ts';

/** Ends a key for good after its name or prefix has been typed. */
export function useRevokeKey() {
  const { t } = useTranslation('apiKeys');
  const client = useQueryClient();
  return ({ id, name, prefix }: ApiKey) =>
    openConfirm({
      title: t('revoking.title', { name }),
      text: t('revoking.text', { prefix }),
      confirmLabel: t('revoking.confirm'),
      isDangerous: true,
      typing: [name, prefix],
      onConfirm: async () => {
        await revokeApiKey(id);
        await client.invalidateQueries({ queryKey: integrationQuery.queryKey });
        notifySuccess(t('revoking.done'));
      },
    });
}
