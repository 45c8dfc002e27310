import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CodeBlock } from '../components/code-block.tsx';
import { openSecret } from '../components/secret-modal.tsx';

/** Shows a signing secret this once, with the line that puts it into a server's environment. */
export function useRevealSecret() {
  const { t } = useTranslation('endpoints');
  return ({ secret, text }: { readonly secret: string; readonly text: string }) =>
    openSecret({
      title: t('secret.title'),
      what: t('secret.what'),
      secret,
      text,
      usage: (
        <>
          <Text size="sm">{t('secret.usage')}</Text>
          <CodeBlock code={`WTH_WEBHOOK_SECRET=${secret}`} label={t('secret.usageLabel')} />
        </>
      ),
    });
}
