import { Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { integrationQuery, updateIntegration } from '../api/integration.ts';
import type { Integration } from '../api/shapes.ts';
import { openConfirm } from '../components/confirm.tsx';
import { notifySuccess } from '../components/notify.ts';
import { GoLiveChecklist } from './go-live-checklist.tsx';

/** Going live and back, switching the integration off and on: each after a question that says what follows. */
export function useIntegrationSwitches(integration: Integration) {
  const { t } = useTranslation('integration');
  const client = useQueryClient();
  const change = async (fields: Parameters<typeof updateIntegration>[0], success: string) => {
    client.setQueryData(integrationQuery.queryKey, await updateIntegration(fields));
    notifySuccess(success);
  };
  const goLive = () =>
    openConfirm({
      title: t('goLive.title'),
      text: (
        <Stack gap="sm">
          <Text size="sm">{t('goLive.text')}</Text>
          <GoLiveChecklist integration={integration} />
        </Stack>
      ),
      confirmLabel: t('goLive.confirm'),
      onConfirm: () => change({ is_test_mode: false }, t('goLive.success')),
    });
  const backToTest = () =>
    openConfirm({
      title: t('backToTest.title'),
      text: t('backToTest.text'),
      confirmLabel: t('backToTest.confirm'),
      isDangerous: true,
      onConfirm: () => change({ is_test_mode: true }, t('backToTest.success')),
    });
  const switchOff = () =>
    openConfirm({
      title: t('switchOff.title'),
      text: t('switchOff.text'),
      confirmLabel: t('switchOff.confirm'),
      isDangerous: true,
      onConfirm: () => change({ is_enabled: false }, t('switchOff.success')),
    });
  const switchOn = () =>
    openConfirm({
      title: t('switchOn.title'),
      text: t(integration.is_test_mode ? 'switchOn.textTest' : 'switchOn.textLive'),
      confirmLabel: t('switchOn.confirm'),
      onConfirm: () => change({ is_enabled: true }, t('switchOn.success')),
    });
  return { goLive, backToTest, switchOff, switchOn };
}
