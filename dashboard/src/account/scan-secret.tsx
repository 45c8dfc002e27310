import { Box, Center, Code, Group, Stack, Text } from '@mantine/core';
import { QRCodeSVG } from 'qrcode.react';
import { useTranslation } from 'react-i18next';
import { verifyTotp } from '../api/account.ts';
import { CopyButton } from '../components/copy-button.tsx';
import { useAction } from '../components/use-action.ts';
import { CodeInput } from './code-input.tsx';
import { useAccountErrorText } from './use-account-error-text.ts';
import { useRenewAccount } from './use-renew-account.ts';

interface ScanSecretProps {
  readonly totpUri: string;
  readonly onVerified: () => void;
}

/** The secret for the app, to scan or to type, and the first code as proof that it arrived. */
export function ScanSecret({ totpUri, onVerified }: ScanSecretProps) {
  const { t } = useTranslation('account');
  const secret = new URL(totpUri).searchParams.get('secret') ?? '';
  return (
    <Stack>
      <Text size="sm">{t('twoFactor.scanText')}</Text>
      <Center>
        {/* Apps read dark on light alone, in either theme. */}
        <Box bg="white" p="md" style={{ borderRadius: 'var(--mantine-radius-md)', lineHeight: 0 }}>
          <QRCodeSVG value={totpUri} size={184} title={t('twoFactor.qrCode')} />
        </Box>
      </Center>
      <div>
        <Text size="sm">{t('twoFactor.secretText')}</Text>
        <Group gap="xs" wrap="nowrap" mt={4}>
          <Code fz="sm" p="xs" data-testid="totp-secret" style={{ flex: 1, overflowWrap: 'anywhere' }}>
            {inGroups(secret)}
          </Code>
          <CopyButton value={secret} what={t('twoFactor.secret')} />
        </Group>
      </div>
      <FirstCode onVerified={onVerified} />
    </Stack>
  );
}

function FirstCode({ onVerified }: { onVerified: () => void }) {
  const { t } = useTranslation('account');
  const errorText = useAccountErrorText();
  const renewAccount = useRenewAccount();
  const action = useAction<string>({
    run: async (code) => {
      await verifyTotp({ code });
      await renewAccount();
    },
    renews: [],
    showsError: false,
    onSuccess: onVerified,
  });
  return (
    <Stack gap="xs">
      <Text size="sm">{t('twoFactor.verifyText')}</Text>
      <CodeInput
        onComplete={action.mutate}
        isRunning={action.isPending}
        error={action.error}
        errorText={action.error === null ? null : errorText(action.error)}
      />
    </Stack>
  );
}

/** `ABCD EFGH …`, which is easier to type; apps ignore the gaps. */
const inGroups = (secret: string) => secret.match(/.{1,4}/g)?.join(' ') ?? '';
