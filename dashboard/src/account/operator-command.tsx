import { Stack, Text } from '@mantine/core';
import { CodeBlock } from '../components/code-block.tsx';

interface OperatorCommandProps {
  readonly before: string;
  /** What the hub's operator types; the same in every language. */
  readonly command: string;
  readonly label: string;
  readonly after?: string;
}

/** What only the administrator of the hub can do, and how. */
export function OperatorCommand({ before, command, label, after }: OperatorCommandProps) {
  return (
    <Stack gap="sm">
      <Text size="sm">{before}</Text>
      <CodeBlock code={command} label={label} />
      {after === undefined ? null : <Text size="sm">{after}</Text>}
    </Stack>
  );
}
