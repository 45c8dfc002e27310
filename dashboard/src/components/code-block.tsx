import { Box, Code } from '@mantine/core';
import { CopyButton } from './copy-button.tsx';

interface CodeBlockProps {
  readonly code: string;
  /** What it is, for screen readers and the copy button. */
  readonly label: string;
  /** Shown at most, in pixels; the rest scrolls. */
  readonly maxHeight?: number;
}

/** A block of text to read or paste, with a copy button in its corner. */
export function CodeBlock({ code, label, maxHeight = 400 }: CodeBlockProps) {
  return (
    <Box pos="relative">
      <Code
        block
        tabIndex={0}
        role="region"
        aria-label={label}
        mah={maxHeight}
        pr={44}
        style={{ overflow: 'auto', whiteSpace: 'pre' }}
      >
        {code}
      </Code>
      <Box pos="absolute" top={6} right={6} bg="var(--mantine-color-default)" bdrs="sm">
        <CopyButton value={code} what={label} />
      </Box>
    </Box>
  );
}
