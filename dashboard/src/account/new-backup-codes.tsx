import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { generateBackupCodes } from '../api/account.ts';
import { AccountDialog } from './account-dialog.tsx';
import { BackupCodes } from './backup-codes.tsx';
import { PasswordPrompt } from './password-prompt.tsx';

export function NewBackupCodes({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('account');
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const run = async (password: string) => {
    const { backupCodes } = await generateBackupCodes(password);
    setCodes(backupCodes);
  };
  return (
    <AccountDialog title={t('twoFactor.newCodesTitle')} onClose={onClose} isLocked={codes !== null}>
      {codes === null ? (
        <PasswordPrompt
          text={t('twoFactor.newCodesText')}
          submitLabel={t('twoFactor.newCodesSubmit')}
          run={run}
          onCancel={onClose}
        />
      ) : (
        <BackupCodes codes={codes} onDone={onClose} />
      )}
    </AccountDialog>
  );
}
