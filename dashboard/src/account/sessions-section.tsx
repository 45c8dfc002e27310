import { Alert, Button, Group, Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { deviceSessionsQuery, revokeOtherSessions, revokeSessions } from '../api/account.ts';
import { ApiError } from '../api/api-error.ts';
import { openConfirm } from '../components/confirm.tsx';
import { ErrorState } from '../components/error-state.tsx';
import { useAction } from '../components/use-action.ts';
import { leaveDashboard, useSignOut } from '../shell/use-sign-out.ts';
import { AccountSection } from './account-section.tsx';
import { DeviceList } from './device-list.tsx';

export function SessionsSection() {
  const { t } = useTranslation('account');
  const { data, error, isPending, refetch } = useQuery(deviceSessionsQuery);
  return (
    <AccountSection title={t('sessions.title')} text={t('sessions.text')}>
      {isPending ? <Skeleton h={72} /> : null}
      {error === null ? null : isStale(error) ? (
        <SignInAgain />
      ) : (
        <ErrorState error={error} onRetry={() => void refetch()} />
      )}
      {data === undefined || error !== null ? null : <DeviceList sessions={data} />}
      <Group gap="sm">
        {data === undefined || data.length < 2 ? null : <SignOutOthers />}
        <SignOutEverywhere />
      </Group>
    </AccountSection>
  );
}

const isStale = (error: unknown) => error instanceof ApiError && error.code === 'SESSION_NOT_FRESH';

function SignInAgain() {
  const { t } = useTranslation('account');
  const signOut = useSignOut('/sign-in?next=/account');
  return (
    <Alert color="gray">
      <Stack gap="xs" align="flex-start">
        {t('sessions.staleText')}
        <Button size="xs" variant="default" onClick={() => signOut.mutate()} loading={signOut.isPending}>
          {t('sessions.signInAgain')}
        </Button>
      </Stack>
    </Alert>
  );
}

function SignOutOthers() {
  const { t } = useTranslation('account');
  const action = useAction({
    run: revokeOtherSessions,
    renews: [deviceSessionsQuery.queryKey],
    success: t('sessions.othersSignedOut'),
  });
  return (
    <Button variant="default" onClick={() => action.mutate()} loading={action.isPending}>
      {t('sessions.signOutOthers')}
    </Button>
  );
}

function SignOutEverywhere() {
  const { t } = useTranslation('account');
  const ask = () =>
    openConfirm({
      title: t('sessions.everywhereTitle'),
      text: t('sessions.everywhereText'),
      confirmLabel: t('sessions.everywhere'),
      isDangerous: true,
      onConfirm: async () => {
        await revokeSessions();
        leaveDashboard();
      },
    });
  return (
    <Button variant="light" color="red" onClick={ask}>
      {t('sessions.everywhere')}
    </Button>
  );
}
