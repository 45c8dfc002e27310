import { useTranslation } from 'react-i18next';
import { disableTwoFactor } from '../api/account.ts';
import { notifySuccess } from '../components/notify.ts';
import { AccountDialog } from './account-dialog.tsx';
import { PasswordPrompt } from './password-prompt.tsx';
import { useRenewAccount } from './use-renew-account.ts';

export function DisableTwoFactor({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('account');
  const renewAccount = useRenewAccount();
  const run = async (password: string) => {
    await disableTwoFactor(password);
    await renewAccount();
    notifySuccess(t('twoFactor.disabled'));
    onClose();
  };
  return (
    <AccountDialog title={t('twoFactor.disableTitle')} onClose={onClose}>
      <PasswordPrompt
        text={t('twoFactor.disableText')}
        submitLabel={t('twoFactor.disable')}
        isDangerous
        run={run}
        onCancel={onClose}
      />
    </AccountDialog>
  );
}
