import { Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { enableTwoFactor, type TwoFactorSecret } from '../api/account.ts';
import { notifySuccess } from '../components/notify.ts';
import { AccountDialog } from './account-dialog.tsx';
import { BackupCodes } from './backup-codes.tsx';
import { PasswordPrompt } from './password-prompt.tsx';
import { ScanSecret } from './scan-secret.tsx';

/** Password, then the app's first code, then the backup codes; nothing counts before the code is accepted. */
export function EnableTwoFactor({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('account');
  const [secret, setSecret] = useState<TwoFactorSecret | null>(null);
  const [isVerified, setVerified] = useState(false);
  const step = secret === null ? 1 : isVerified ? 3 : 2;
  const finish = () => {
    notifySuccess(t('twoFactor.enabled'));
    onClose();
  };
  return (
    <AccountDialog
      title={t(step === 3 ? 'twoFactor.codesTitle' : 'twoFactor.enableTitle')}
      onClose={onClose}
      isLocked={step === 3}
    >
      <Stack gap="xs">
        <Text size="sm" c="dimmed">
          {t('twoFactor.step', { step })}
        </Text>
        {secret === null ? (
          <PasswordPrompt
            text={t('twoFactor.passwordText')}
            submitLabel={t('twoFactor.continue')}
            run={async (password) => setSecret(await enableTwoFactor(password))}
            onCancel={onClose}
          />
        ) : isVerified ? (
          <BackupCodes codes={secret.backupCodes} onDone={finish} />
        ) : (
          <ScanSecret totpUri={secret.totpURI} onVerified={() => setVerified(true)} />
        )}
      </Stack>
    </AccountDialog>
  );
}
