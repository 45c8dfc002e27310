import { Stack } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { integrationQuery } from '../api/integration.ts';
import { EndpointsSection } from './endpoints-section.tsx';
import { IntegrationCard } from './integration-card.tsx';

/** Custom Integration → Settings. The page around it shows a failure to load. */
export function SettingsTab() {
  const { t } = useTranslation(['settings', 'shell']);
  useDocumentTitle(`${t('title')} · ${t('product', { ns: 'shell' })}`);
  const { data: integration } = useQuery(integrationQuery);
  if (integration === undefined) return null;
  return (
    <Stack gap="xl">
      <IntegrationCard integration={integration} />
      <EndpointsSection integration={integration} />
    </Stack>
  );
}
