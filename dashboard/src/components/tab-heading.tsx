import { Group, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface TabHeadingProps {
  readonly title: string;
  readonly text: string;
  /** Beside the title. */
  readonly children?: ReactNode;
}

/** The `h2` of a tab below the header of its page, also the window's title. */
export function TabHeading({ title, text, children }: TabHeadingProps) {
  const { t } = useTranslation();
  useDocumentTitle(`${title} · ${t('product')}`);
  return (
    <Group justify="space-between" align="flex-start" wrap="nowrap" mb="xs">
      <div>
        <Title order={2} size="h4">
          {title}
        </Title>
        <Text size="sm" c="dimmed">
          {text}
        </Text>
      </div>
      {children}
    </Group>
  );
}
