import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useNetwork } from '@mantine/hooks';
import { IconFlask, IconWifiOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { integrationQuery } from '../api/integration.ts';
import { ResetSandboxButton } from './reset-sandbox-button.tsx';
import { useWorld } from './world.tsx';

/** What holds for every page at the moment: no connection, test mode, test data. */
export function Banners() {
  const { online } = useNetwork();
  const { mode } = useWorld();
  const { data: integration } = useQuery(integrationQuery);
  return (
    <Stack gap="xs" mb="md" aria-live="polite">
      {online ? null : <OfflineBanner />}
      {integration?.status === 'test_mode' ? <TestModeBanner /> : null}
      {mode === 'test' ? <TestDataBanner /> : null}
    </Stack>
  );
}

function OfflineBanner() {
  const { t } = useTranslation();
  return (
    <Alert color="red" icon={<IconWifiOff />} p="xs">
      {t('states.offline')}
    </Alert>
  );
}

function TestModeBanner() {
  const { t } = useTranslation();
  return (
    <Alert
      color="yellow"
      variant="filled"
      autoContrast
      icon={<IconFlask />}
      p="xs"
      data-testid="test-mode-banner"
    >
      <Group justify="space-between" gap="xs">
        <Text size="sm" style={{ flex: 1, minWidth: 200 }}>
          {t('testMode.on')}
        </Text>
        <Button
          component={Link}
          to="/channels/custom-integration/settings"
          size="compact-sm"
          variant="white"
          color="dark"
        >
          {t('testMode.goLive')}
        </Button>
      </Group>
    </Alert>
  );
}

function TestDataBanner() {
  const { t } = useTranslation();
  const { setMode } = useWorld();
  return (
    <Alert color="yellow" icon={<IconFlask />} p="xs">
      <Group justify="space-between" gap="xs">
        <Text size="sm" style={{ flex: 1, minWidth: 200 }}>
          {t('world.testData')}
        </Text>
        <Group gap="xs">
          <ResetSandboxButton />
          <Button size="compact-sm" variant="default" onClick={() => setMode('live')}>
            {t('world.backToLive')}
          </Button>
        </Group>
      </Group>
    </Alert>
  );
}
