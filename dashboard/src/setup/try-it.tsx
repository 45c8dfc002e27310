import { Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CodeBlock } from '../components/code-block.tsx';
import { SET_KEY } from './curl-samples.ts';

interface Sample {
  readonly text: string;
  /** Names the block for screen readers. */
  readonly label: string;
  readonly code: string;
}

/** Commands of a step for a terminal. */
export function TryIt({ samples }: { samples: readonly Sample[] }) {
  const { t } = useTranslation('setup');
  return (
    <Stack gap="xs">
      <Title order={3} size="h6">
        {t('tryIt')}
      </Title>
      <Text size="sm" c="dimmed">
        {t('tryItText')}
      </Text>
      <CodeBlock code={SET_KEY} label={t('setKey')} />
      {samples.map(({ text, label, code }) => (
        <Stack key={label} gap="xs">
          <Text size="sm">{text}</Text>
          <CodeBlock code={code} label={label} />
        </Stack>
      ))}
    </Stack>
  );
}
