import { Anchor, Box, Group, Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

interface PageHeaderProps {
  readonly title: string;
  readonly text?: ReactNode;
  /** Badges beside the title. */
  readonly badges?: ReactNode;
  /** Where the list is that this page is a part of. */
  readonly parent?: { readonly to: string; readonly label: string };
  /** Buttons, the main one last. */
  readonly children?: ReactNode;
}

/** The one `h1` of a page, also the window's title. */
export function PageHeader({ title, text, badges, parent, children }: PageHeaderProps) {
  const { t } = useTranslation();
  useDocumentTitle(`${title} · ${t('product')}`);
  return (
    <Stack gap={4} mb="md">
      {parent === undefined ? null : (
        <Box>
          <Anchor component={Link} to={parent.to} size="sm">
            ← {parent.label}
          </Anchor>
        </Box>
      )}
      <Group justify="space-between" align="flex-start" gap="sm">
        <Stack gap={4} style={{ flex: '1 1 20rem', minWidth: 0 }}>
          <Group gap="sm">
            <Title order={1} size="h2" style={{ overflowWrap: 'anywhere' }}>
              {title}
            </Title>
            {badges}
          </Group>
          {text === undefined ? null : <Text c="dimmed">{text}</Text>}
        </Stack>
        <Group gap="xs">{children}</Group>
      </Group>
    </Stack>
  );
}
