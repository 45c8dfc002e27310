import { Button, Group, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { changePassword } from '../api/account.ts';
import { useUser } from '../api/session.ts';
import { notifySuccess } from '../components/notify.ts';
import { AccountSection } from './account-section.tsx';
import { FormAlert } from './form-alert.tsx';
import { NewPasswordField, useNewPasswordRule } from './new-password-field.tsx';
import { PasswordField } from './password-field.tsx';
import { useAccountForm } from './use-account-form.ts';
import { useRenewAccount } from './use-renew-account.ts';

function usePasswordForm() {
  const { t } = useTranslation('account');
  const renewAccount = useRenewAccount();
  return useAccountForm({
    initialValues: { currentPassword: '', newPassword: '' },
    validate: {
      currentPassword: (password) => (password === '' ? t('missing.password') : null),
      newPassword: useNewPasswordRule(),
    },
    fields: {
      INVALID_PASSWORD: 'currentPassword',
      PASSWORD_TOO_SHORT: 'newPassword',
      PASSWORD_TOO_LONG: 'newPassword',
    },
    run: async (passwords) => {
      await changePassword(passwords);
      await renewAccount();
    },
    onDone: () => notifySuccess(t('changePassword.done')),
  });
}

export function PasswordSection() {
  const { t } = useTranslation('account');
  const { name, email } = useUser();
  const { form, submit, alert, isRunning } = usePasswordForm();
  return (
    <AccountSection title={t('changePassword.title')} text={t('changePassword.text')}>
      <form onSubmit={submit} noValidate>
        <Stack maw={420}>
          <FormAlert text={alert} />
          <UserOfPassword email={email} />
          <PasswordField label={t('fields.currentPassword')} {...form.getInputProps('currentPassword')} />
          <NewPasswordField
            label={t('fields.newPassword')}
            personal={[name, email]}
            {...form.getInputProps('newPassword')}
          />
          <Group>
            <Button type="submit" loading={isRunning}>
              {t('changePassword.submit')}
            </Button>
          </Group>
        </Stack>
      </form>
    </AccountSection>
  );
}

/** Tells a password manager whose password the form beside it is about. */
function UserOfPassword({ email }: { email: string }) {
  return <input hidden readOnly autoComplete="username" value={email} />;
}
