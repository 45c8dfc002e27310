import { NativeSelect, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CodeBlock } from '../components/code-block.tsx';
import { SIGNATURE_SAMPLES } from './signature-samples.ts';

/** How a server tells a genuine call from a forged one. */
export function SignatureHelp() {
  const { t } = useTranslation('setup');
  const [language, setLanguage] = useState<string>(SIGNATURE_SAMPLES[0].language);
  const sample = SIGNATURE_SAMPLES.find((it) => it.language === language) ?? SIGNATURE_SAMPLES[0];
  return (
    <Stack gap="xs">
      <Title order={3} size="h6">
        {t('verify.signature')}
      </Title>
      <Text size="sm" c="dimmed">
        {t('verify.signatureText')}
      </Text>
      <NativeSelect
        label={t('verify.languages')}
        data={SIGNATURE_SAMPLES.map((it) => it.language)}
        value={language}
        onChange={(event) => setLanguage(event.currentTarget.value)}
        maw={320}
      />
      <CodeBlock
        code={sample.code}
        label={t('verify.sample', { language: sample.language })}
        maxHeight={280}
      />
    </Stack>
  );
}
