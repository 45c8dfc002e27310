import { Button, Group, Stack, Text, ThemeIcon } from '@mantine/core';
import { IconDeviceDesktop, IconDeviceMobile } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Trans, useTranslation } from 'react-i18next';
import { type DeviceSession, deviceSessionsQuery, revokeSession } from '../api/account.ts';
import { sessionQuery } from '../api/session.ts';
import { StatusBadge } from '../components/status-badge.tsx';
import { TimeText } from '../components/time-text.tsx';
import { useAction } from '../components/use-action.ts';
import { deviceName } from './device-name.ts';

/** Who is signed in where: this device first, then by when it was last seen. */
export function DeviceList({ sessions }: { sessions: readonly DeviceSession[] }) {
  const { t } = useTranslation('account');
  const currentId = useQuery(sessionQuery).data?.session.id;
  const rank = ({ id, updatedAt }: DeviceSession) =>
    id === currentId ? Number.POSITIVE_INFINITY : Date.parse(updatedAt);
  const sorted = sessions.toSorted((a, b) => (rank(b) > rank(a) ? 1 : -1));
  return (
    <Stack component="ul" gap="md" p={0} m={0} aria-label={t('sessions.label')}>
      {sorted.map((session) => (
        <Device key={session.id} session={session} isCurrent={session.id === currentId} />
      ))}
    </Stack>
  );
}

/** "Chrome on Windows". */
function useDeviceText(): (userAgent: string) => string {
  const { t } = useTranslation('account');
  return (userAgent) => {
    const { browser, system } = deviceName(userAgent);
    if (browser === null && system === null) return t('sessions.unknownDevice');
    return t('sessions.device', {
      browser: browser ?? t('sessions.unknownBrowser'),
      system: system ?? t('sessions.unknownSystem'),
    });
  };
}

interface DeviceProps {
  readonly session: DeviceSession;
  readonly isCurrent: boolean;
}

function Device({ session, isCurrent }: DeviceProps) {
  const { t } = useTranslation('account');
  const userAgent = session.userAgent ?? '';
  const DeviceIcon = deviceName(userAgent).isHandheld ? IconDeviceMobile : IconDeviceDesktop;
  const name = useDeviceText()(userAgent);
  return (
    <Group component="li" wrap="nowrap" align="flex-start" gap="sm" style={{ listStyle: 'none' }}>
      <ThemeIcon variant="light" size="lg" aria-hidden>
        <DeviceIcon size={20} stroke={1.5} />
      </ThemeIcon>
      <Stack gap={2} style={{ flex: 1, minWidth: 0 }}>
        <Group gap="xs">
          <Text fw={600}>{name}</Text>
          {isCurrent ? <StatusBadge color="green" label={t('sessions.current')} /> : null}
        </Group>
        <DeviceFacts session={session} isCurrent={isCurrent} />
      </Stack>
      {isCurrent ? null : <SignOutDevice token={session.token} name={name} />}
    </Group>
  );
}

function DeviceFacts({ session, isCurrent }: DeviceProps) {
  const { t } = useTranslation('account');
  const address = session.ipAddress || t('sessions.unknownAddress');
  return (
    <Text size="sm" c="dimmed" component="div">
      {t('sessions.address', { address })}
      <br />
      <Trans
        t={t}
        i18nKey="sessions.signedIn"
        components={{ time: <TimeText value={session.createdAt} /> }}
      />
      {isCurrent ? null : (
        <>
          {' · '}
          <Trans
            t={t}
            i18nKey="sessions.lastSeen"
            components={{ time: <TimeText value={session.updatedAt} as="relative" /> }}
          />
        </>
      )}
    </Text>
  );
}

function SignOutDevice({ token, name }: { token: string; name: string }) {
  const { t } = useTranslation('account');
  const action = useAction({
    run: () => revokeSession(token),
    renews: [deviceSessionsQuery.queryKey],
    success: t('sessions.signedOut', { device: name }),
  });
  return (
    <Button
      size="xs"
      variant="default"
      aria-label={t('sessions.signOutNamed', { device: name })}
      onClick={() => action.mutate()}
      loading={action.isPending}
    >
      {t('sessions.signOut')}
    </Button>
  );
}
