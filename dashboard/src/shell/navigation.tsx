import { Divider, NavLink, ScrollArea, Stack, Text } from '@mantine/core';
import {
  IconApi,
  IconBook2,
  IconChartBar,
  IconDeviceWatch,
  IconFileTypography,
  IconPackage,
  IconPlugConnected,
  IconUsers,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { NavLink as RouterLink, useLocation } from 'react-router';

const ROOMS = [
  { to: '/', label: 'overview', icon: IconChartBar },
  { to: '/inventory', label: 'inventory', icon: IconDeviceWatch },
  { to: '/orders', label: 'orders', icon: IconPackage },
  { to: '/customers', label: 'customers', icon: IconUsers },
] as const;

const CHANNELS = [
  { to: '/channels/custom-integration', label: 'customIntegration', icon: IconPlugConnected },
] as const;

const REFERENCES = [
  { href: '/docs', label: 'documentation', icon: IconBook2 },
  { href: '/docs/api/reference', label: 'apiReference', icon: IconApi },
  { href: '/openapi/v1.postman.json', label: 'postman', icon: IconFileTypography },
] as const;

export function Navigation() {
  const { t } = useTranslation();
  return (
    <ScrollArea component="nav" aria-label={t('navigation.label')} type="auto" h="100%">
      <Stack gap={2}>
        {ROOMS.map((room) => (
          <RoomLink key={room.to} {...room} />
        ))}
        <SectionLabel text={t('navigation.channels')} />
        {CHANNELS.map((room) => (
          <RoomLink key={room.to} {...room} />
        ))}
        <Divider my="sm" />
        <SectionLabel text={t('navigation.help')} />
        {REFERENCES.map(({ href, label, icon: RoomIcon }) => (
          <NavLink
            key={href}
            href={href}
            target="_blank"
            label={t(`navigation.${label}`)}
            leftSection={<RoomIcon size={18} stroke={1.5} aria-hidden />}
          />
        ))}
      </Stack>
    </ScrollArea>
  );
}

const SectionLabel = ({ text }: { text: string }) => (
  <Text size="xs" fw={600} c="dimmed" mt="sm" px="sm" tt="uppercase">
    {text}
  </Text>
);

type Room = (typeof ROOMS)[number] | (typeof CHANNELS)[number];

function RoomLink({ to, label, icon: RoomIcon }: Room) {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const isHere = to === '/' ? pathname === '/' : pathname === to || pathname.startsWith(`${to}/`);
  return (
    <NavLink
      component={RouterLink}
      to={to}
      active={isHere}
      label={t(`navigation.${label}`)}
      leftSection={<RoomIcon size={18} stroke={1.5} aria-hidden />}
    />
  );
}
