import { Anchor, Checkbox, Group } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { signIn, signInOptionsQuery } from '../api/account.ts';
import { beginSession } from '../api/session.ts';
import { AccountForm } from './account-form.tsx';
import { EmailField } from './email-field.tsx';
import { FooterLink } from './footer-link.tsx';
import { withNext } from './next-path.ts';
import { PasswordField } from './password-field.tsx';
import { SignedOutFrame } from './signed-out-frame.tsx';
import { SignedOutOnly } from './signed-out-only.tsx';
import { useAccountForm } from './use-account-form.ts';
import { useEmailRule } from './use-email-rule.ts';
import { useNextPath } from './use-next-path.ts';

export function SignInPage() {
  const { t } = useTranslation('account');
  return (
    <SignedOutOnly>
      <SignedOutFrame title={t('signIn.title')} text={t('signIn.text')} footer={<ToSignUp />}>
        <SignInForm />
      </SignedOutFrame>
    </SignedOutOnly>
  );
}

function ToSignUp() {
  const { t } = useTranslation('account');
  const next = useNextPath();
  const { data } = useQuery(signInOptionsQuery);
  if (data?.sign_up !== 'open') return null;
  const to = withNext('/sign-up', next);
  return <FooterLink lead={t('signIn.noAccount')} to={to} label={t('signIn.signUp')} />;
}

function useSignInForm() {
  const { t } = useTranslation('account');
  const client = useQueryClient();
  const navigate = useNavigate();
  const next = useNextPath();
  return useAccountForm({
    initialValues: { email: '', password: '', rememberMe: true },
    validate: {
      email: useEmailRule(),
      password: (password) => (password === '' ? t('missing.password') : null),
    },
    fields: { INVALID_EMAIL: 'email' },
    run: async ({ email, ...values }) => {
      const { twoFactorRedirect } = await signIn({ email: email.trim(), ...values });
      if (twoFactorRedirect === true) await navigate(withNext('/two-factor', next));
      else await beginSession(client);
    },
  });
}

function SignInForm() {
  const { t } = useTranslation('account');
  const { form, ...state } = useSignInForm();
  return (
    <AccountForm state={state} submitLabel={t('signIn.submit')}>
      <EmailField autoFocus {...form.getInputProps('email')} />
      <PasswordField label={t('fields.password')} {...form.getInputProps('password')} />
      <Group justify="flex-end" mt={-8}>
        <Anchor component={Link} to="/forgot-password" size="sm">
          {t('signIn.forgot')}
        </Anchor>
      </Group>
      <Checkbox
        label={t('signIn.remember')}
        description={t('signIn.rememberText')}
        {...form.getInputProps('rememberMe', { type: 'checkbox' })}
      />
    </AccountForm>
  );
}
