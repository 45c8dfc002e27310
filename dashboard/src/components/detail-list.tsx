import { Box, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { CopyButton } from './copy-button.tsx';

export interface Detail {
  readonly label: string;
  /** Null and undefined leave the line out. */
  readonly value: ReactNode;
  /** Adds a button that copies it. */
  readonly copy?: string | null;
}

/** Facts as pairs of a label and a value. */
export function DetailList({ details }: { details: readonly Detail[] }) {
  const shown = details.filter(({ value }) => value !== null && value !== undefined && value !== '');
  return (
    <Box component="dl" m={0}>
      {shown.map(({ label, value, copy }) => (
        <Box key={label} mb="xs">
          <Text component="dt" size="sm" c="dimmed">
            {label}
          </Text>
          <Group component="dd" m={0} gap={4} wrap="nowrap" style={{ overflowWrap: 'anywhere' }}>
            <Text component="div" size="sm" style={{ minWidth: 0 }}>
              {value}
            </Text>
            {copy ? <CopyButton value={copy} what={label} /> : null}
          </Group>
        </Box>
      ))}
    </Box>
  );
}

/** Own fields of the dealer's platform, as they came. */
export const metadataDetails = (metadata: Readonly<Record<string, string>>): readonly Detail[] =>
  Object.entries(metadata).map(([label, value]) => ({ label, value }));
