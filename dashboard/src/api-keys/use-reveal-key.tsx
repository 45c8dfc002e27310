import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { NewApiKey } from '../api/shapes.ts';
import { CodeBlock } from '../components/code-block.tsx';
import { openSecret } from '../components/secret-modal.tsx';

/** Shows a new key this once, with the line that makes the examples work in a terminal. */
export function useRevealKey() {
  const { t } = useTranslation('apiKeys');
  return (key: NewApiKey, note: string = t('reveal.created')) =>
    openSecret({
      title: t(`reveal.title.${key.mode}`),
      what: t('reveal.what'),
      secret: key.key,
      text: note,
      usage: (
        <>
          <Text size="sm">{t('reveal.usage')}</Text>
          <CodeBlock code={`export WTH_KEY=${key.key}`} label={t('reveal.usageLabel')} />
        </>
      ),
    });
}
