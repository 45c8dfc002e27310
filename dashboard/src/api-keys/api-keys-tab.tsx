import { Alert, Anchor, Stack, Text } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { IconFlask } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { integrationQuery } from '../api/integration.ts';
import { KeysSection } from './keys-section.tsx';

/** Custom Integration → API keys. The page around it shows a failure to load. */
export function ApiKeysTab() {
  const { t } = useTranslation(['apiKeys', 'shell']);
  useDocumentTitle(`${t('title')} · ${t('product', { ns: 'shell' })}`);
  const { data: integration } = useQuery(integrationQuery);
  if (integration === undefined) return null;
  return (
    <Stack gap="lg">
      <Text size="sm" maw={900}>
        {t('intro')}
      </Text>
      <KeysSection integration={integration} mode="test" />
      <KeysSection integration={integration} mode="live">
        {integration.is_test_mode ? <TestModeNote /> : null}
      </KeysSection>
    </Stack>
  );
}

function TestModeNote() {
  const { t } = useTranslation('apiKeys');
  return (
    <Alert color="yellow" icon={<IconFlask />} p="xs">
      {t('testModeNote')}{' '}
      <Anchor component={Link} to="/channels/custom-integration/settings" c="inherit" td="underline" fz="sm">
        {t('toSettings')}
      </Anchor>
    </Alert>
  );
}
