import { TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { signInOptionsQuery, signUp } from '../api/account.ts';
import { beginSession } from '../api/session.ts';
import { notifySuccess } from '../components/notify.ts';
import { AccountForm } from './account-form.tsx';
import { EmailField } from './email-field.tsx';
import { FooterLink } from './footer-link.tsx';
import { NewPasswordField, useNewPasswordRule } from './new-password-field.tsx';
import { withNext } from './next-path.ts';
import { OperatorCommand } from './operator-command.tsx';
import { SignedOutFrame } from './signed-out-frame.tsx';
import { SignedOutOnly } from './signed-out-only.tsx';
import { useAccountForm } from './use-account-form.ts';
import { useEmailRule } from './use-email-rule.ts';
import { useNextPath } from './use-next-path.ts';
import { WithSignInOptions } from './with-sign-in-options.tsx';

const NAME_LENGTH_MAX = 500;

export function SignUpPage() {
  const { t } = useTranslation('account');
  const isClosed = useQuery(signInOptionsQuery).data?.sign_up === 'closed';
  return (
    <SignedOutOnly>
      <SignedOutFrame
        title={t(isClosed ? 'signUp.closedTitle' : 'signUp.title')}
        {...(isClosed ? {} : { text: t('signUp.text') })}
        footer={<ToSignIn />}
      >
        <WithSignInOptions>
          {({ sign_up }) => (sign_up === 'closed' ? <Closed /> : <SignUpForm />)}
        </WithSignInOptions>
      </SignedOutFrame>
    </SignedOutOnly>
  );
}

function ToSignIn() {
  const { t } = useTranslation('account');
  const to = withNext('/sign-in', useNextPath());
  return <FooterLink lead={t('signUp.hasAccount')} to={to} label={t('signUp.signIn')} />;
}

function Closed() {
  const { t } = useTranslation('account');
  return (
    <OperatorCommand
      before={t('signUp.closedText')}
      command="npm run hub -- dealers create <email>"
      label={t('signUp.closedCommand')}
    />
  );
}

function useSignUpForm() {
  const { t } = useTranslation('account');
  const client = useQueryClient();
  return useAccountForm({
    initialValues: { name: '', email: '', password: '' },
    validate: {
      name: (name) => (name.trim() === '' ? t('missing.businessName') : null),
      email: useEmailRule(),
      password: useNewPasswordRule(),
    },
    fields: {
      INVALID_NAME: 'name',
      INVALID_EMAIL: 'email',
      USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL: 'email',
      PASSWORD_TOO_SHORT: 'password',
      PASSWORD_TOO_LONG: 'password',
    },
    run: async ({ name, email, password }) => {
      await signUp({ name: name.trim(), email: email.trim(), password });
      // The page goes on by itself as soon as the session is there.
      await beginSession(client);
      notifySuccess(t('signUp.welcomeText'), t('signUp.welcomeTitle', { name: name.trim() }));
    },
  });
}

function SignUpForm() {
  const { t } = useTranslation('account');
  const { form, ...state } = useSignUpForm();
  const { name, email } = form.values;
  return (
    <AccountForm state={state} submitLabel={t('signUp.submit')}>
      <TextInput
        label={t('fields.businessName')}
        description={t('signUp.businessNameText')}
        autoComplete="organization"
        maxLength={NAME_LENGTH_MAX}
        autoFocus
        {...form.getInputProps('name')}
      />
      <EmailField description={t('signUp.emailText')} {...form.getInputProps('email')} />
      <NewPasswordField
        label={t('fields.password')}
        personal={[name, email]}
        {...form.getInputProps('password')}
      />
    </AccountForm>
  );
}
