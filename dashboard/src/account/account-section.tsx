import { Card, Group, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';

interface AccountSectionProps {
  readonly title: string;
  readonly text: string;
  readonly badge?: ReactNode;
  readonly children: ReactNode;
}

export function AccountSection({ title, text, badge, children }: AccountSectionProps) {
  const titleId = useId();
  return (
    <Card component="section" aria-labelledby={titleId} withBorder padding="lg">
      <Stack>
        <div>
          <Group gap="sm">
            <Title order={2} size="h4" id={titleId}>
              {title}
            </Title>
            {badge}
          </Group>
          <Text size="sm" c="dimmed">
            {text}
          </Text>
        </div>
        {children}
      </Stack>
    </Card>
  );
}
