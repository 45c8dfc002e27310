import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { dashboardApi } from '../api/request.ts';
import { openConfirm } from '../components/confirm.tsx';
import { notifySuccess } from '../components/notify.ts';

/** Empties the sandbox and fills it anew, after a question. */
export function ResetSandboxButton() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const reset = async () => {
    const { listings } = await dashboardApi.post<{ listings: number }>('/sandbox/reset', { body: {} });
    await client.invalidateQueries();
    notifySuccess(t('world.resetDone', { count: listings }));
  };
  const ask = () =>
    openConfirm({
      title: t('world.resetTitle'),
      text: t('world.resetText'),
      confirmLabel: t('world.resetConfirm'),
      isDangerous: true,
      onConfirm: reset,
    });
  return (
    <Button size="compact-sm" variant="default" onClick={ask}>
      {t('world.reset')}
    </Button>
  );
}
