import { Alert, Badge, Tabs } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Outlet, useLocation, useNavigate } from 'react-router';
import { integrationQuery } from '../api/integration.ts';
import type { Integration } from '../api/shapes.ts';
import { ErrorState } from '../components/error-state.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { LoadingPage } from '../shell/loading-page.tsx';

const ROOT = '/channels/custom-integration';
const TABS = ['setup', 'api-keys', 'settings', 'deliveries', 'events', 'health'] as const;
const COLORS = { disabled: 'gray', test_mode: 'yellow', live: 'green' } as const;

/** Channels → Custom Integration: its state, and a tab for each of its parts. */
export function IntegrationPage() {
  const { t } = useTranslation('integration');
  const { data, error, refetch } = useQuery(integrationQuery);
  if (data === undefined) {
    return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <LoadingPage />;
  }
  return (
    <>
      <PageHeader title={t('title')} text={t('text')} badges={<IntegrationBadge status={data.status} />} />
      {data.dealer.plan === 'starter' ? (
        <Alert color="blue" icon={<IconLock />} title={t('planTitle')} mb="md">
          {t('planText')}
        </Alert>
      ) : null}
      <TabsOfPage />
    </>
  );
}

function IntegrationBadge({ status }: { status: Integration['status'] }) {
  const { t } = useTranslation();
  return (
    <Badge size="lg" color={COLORS[status]} variant="filled" autoContrast data-testid="integration-status">
      {t(`integrationStatus.${status}`)}
    </Badge>
  );
}

function TabsOfPage() {
  const { t } = useTranslation('integration');
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const current = TABS.find((tab) => pathname.startsWith(`${ROOT}/${tab}`)) ?? 'setup';
  return (
    <Tabs value={current} onChange={(tab) => void navigate(`${ROOT}/${tab}`)} keepMounted={false}>
      <Tabs.List aria-label={t('tabs.label')} style={{ flexWrap: 'nowrap', overflowX: 'auto' }}>
        {TABS.map((tab) => (
          <Tabs.Tab key={tab} value={tab} style={{ flexShrink: 0 }}>
            {t(`tabs.${tab}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value={current} pt="md">
        <Outlet />
      </Tabs.Panel>
    </Tabs>
  );
}
