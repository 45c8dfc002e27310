import { Alert, Anchor, Stack, Text } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { IconPlugOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { integrationQuery } from '../api/integration.ts';
import { SetupWizard } from './setup-wizard.tsx';

/** Custom Integration → Setup. The page around it shows a failure to load, and why all is locked without the plan. */
export function SetupTab() {
  const { t } = useTranslation(['setup', 'shell']);
  useDocumentTitle(`${t('title')} · ${t('product', { ns: 'shell' })}`);
  const { data: integration } = useQuery(integrationQuery);
  if (integration === undefined) return null;
  const isLocked = integration.dealer.plan === 'starter';
  return (
    <Stack gap="lg">
      <Text size="sm" maw={900}>
        {t('intro')}
      </Text>
      {integration.is_enabled || isLocked ? null : (
        <Alert color="yellow" icon={<IconPlugOff />}>
          {t('disabled')}{' '}
          <Anchor
            component={Link}
            to="/channels/custom-integration/settings"
            c="inherit"
            td="underline"
            fz="sm"
          >
            {t('toSettings')}
          </Anchor>
        </Alert>
      )}
      <fieldset disabled={isLocked} style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
        <SetupWizard integration={integration} />
      </fieldset>
    </Stack>
  );
}
