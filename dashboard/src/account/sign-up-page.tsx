import { Anchor, Button, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { signInOptionsQuery, signUp } from '../api/account.ts';
import { beginSession } from '../api/session.ts';
import { CodeBlock } from '../components/code-block.tsx';
import { ErrorState } from '../components/error-state.tsx';
import { notifySuccess } from '../components/notify.ts';
import { FormAlert } from './form-alert.tsx';
import { NewPasswordField, useNewPasswordRule } from './new-password-field.tsx';
import { withNext } from './next-path.ts';
import { SignedOutFrame } from './signed-out-frame.tsx';
import { SignedOutOnly } from './signed-out-only.tsx';
import { useAccountForm } from './use-account-form.ts';
import { useEmailRule } from './use-email-rule.ts';
import { useNextPath } from './use-next-path.ts';

/** What the hub's operator types; the same in every language. */
const CREATE_COMMAND = 'npm run hub -- dealers create <email>';
const NAME_LENGTH_MAX = 500;

export function SignUpPage() {
  const { t } = useTranslation('account');
  const options = useQuery(signInOptionsQuery);
  const isClosed = options.data?.sign_up === 'closed';
  return (
    <SignedOutOnly>
      <SignedOutFrame
        title={t(isClosed ? 'signUp.closedTitle' : 'signUp.title')}
        {...(isClosed ? {} : { text: t('signUp.text') })}
        footer={<ToSignIn />}
      >
        {options.isPending ? <Skeleton h={280} /> : null}
        {options.isError ? <ErrorState error={options.error} onRetry={() => void options.refetch()} /> : null}
        {options.data === undefined ? null : isClosed ? <Closed /> : <SignUpForm />}
      </SignedOutFrame>
    </SignedOutOnly>
  );
}

function ToSignIn() {
  const { t } = useTranslation('account');
  const next = useNextPath();
  return (
    <Text ta="center" size="sm">
      {t('signUp.hasAccount')}{' '}
      <Anchor component={Link} to={withNext('/sign-in', next)} inherit>
        {t('signUp.signIn')}
      </Anchor>
    </Text>
  );
}

function Closed() {
  const { t } = useTranslation('account');
  return (
    <Stack gap="sm">
      <Text size="sm">{t('signUp.closedText')}</Text>
      <CodeBlock code={CREATE_COMMAND} label={t('signUp.closedCommand')} />
    </Stack>
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
  const { form, submit, alert, isRunning } = useSignUpForm();
  const { name, email } = form.values;
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <FormAlert text={alert} />
        <TextInput
          label={t('fields.businessName')}
          description={t('signUp.businessNameText')}
          autoComplete="organization"
          maxLength={NAME_LENGTH_MAX}
          autoFocus
          {...form.getInputProps('name')}
        />
        <TextInput
          label={t('fields.email')}
          description={t('signUp.emailText')}
          type="email"
          autoComplete="username"
          {...form.getInputProps('email')}
        />
        <NewPasswordField
          label={t('fields.password')}
          personal={[name, email]}
          {...form.getInputProps('password')}
        />
        <Button type="submit" loading={isRunning} fullWidth>
          {t('signUp.submit')}
        </Button>
      </Stack>
    </form>
  );
}
