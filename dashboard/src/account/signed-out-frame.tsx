import { Box, Card, Center, Group, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { PageHeader } from '../components/page-header.tsx';
import { ColorSchemeMenu } from '../shell/color-scheme-menu.tsx';
import { Logo } from '../shell/logo.tsx';
import classes from './signed-out-frame.module.css';

interface SignedOutFrameProps {
  readonly title: string;
  readonly text?: ReactNode;
  readonly children: ReactNode;
  /** Under the card: where else one may want to go. */
  readonly footer?: ReactNode;
}

/** A card in the middle of the window, for pages that need nobody signed in. */
export function SignedOutFrame({ title, text, children, footer }: SignedOutFrameProps) {
  return (
    <Box className={classes.page ?? ''}>
      <Group component="header" justify="space-between" p="md">
        <Logo withName />
        <ColorSchemeMenu />
      </Group>
      <Center component="main" px="sm" pb={64} pt="md" style={{ flex: 1 }}>
        <Stack w="100%" maw={440} gap="md">
          <Card withBorder shadow="sm" className={classes.card ?? ''} radius="lg">
            <PageHeader title={title} {...(text === undefined ? {} : { text })} />
            {children}
          </Card>
          {footer}
        </Stack>
      </Center>
    </Box>
  );
}
