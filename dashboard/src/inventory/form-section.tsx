import { Group, Paper, SimpleGrid, Text, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';

interface FormSectionProps {
  readonly title: string;
  readonly text?: string;
  /** Before the title. */
  readonly icon?: ReactNode;
  /** Side by side where there is room; one by default two. */
  readonly columns?: 1 | 2;
  readonly children: ReactNode;
}

/** A part of a long form under a heading of its own. */
export function FormSection({ title, text, icon, columns = 2, children }: FormSectionProps) {
  const id = useId();
  return (
    <Paper component="section" aria-labelledby={id} withBorder p={{ base: 'sm', sm: 'md' }}>
      <Group gap="xs" mb={text === undefined ? 'sm' : 4}>
        {icon}
        <Title order={2} size="h4" id={id}>
          {title}
        </Title>
      </Group>
      {text === undefined ? null : (
        <Text size="sm" c="dimmed" mb="sm">
          {text}
        </Text>
      )}
      <SimpleGrid
        cols={{ base: 1, sm: columns }}
        spacing="md"
        verticalSpacing="sm"
        style={{ alignItems: 'end' }}
      >
        {children}
      </SimpleGrid>
    </Paper>
  );
}
