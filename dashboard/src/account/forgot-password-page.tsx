import { Anchor, Button, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { requestPasswordReset, signInOptionsQuery } from '../api/account.ts';
import { CodeBlock } from '../components/code-block.tsx';
import { ErrorState } from '../components/error-state.tsx';
import { FormAlert } from './form-alert.tsx';
import { SignedOutFrame } from './signed-out-frame.tsx';
import { useAccountForm } from './use-account-form.ts';
import { useEmailRule } from './use-email-rule.ts';

/** What the hub's operator types; the same in every language. */
const RESET_COMMAND = 'npm run hub -- dealers set-password <email>';

export function ForgotPasswordPage() {
  const { t } = useTranslation('account');
  const [sentTo, setSentTo] = useState<string | null>(null);
  const { data, error, isPending, refetch } = useQuery(signInOptionsQuery);
  const isByEmail = data?.password_reset === 'email';
  return (
    <SignedOutFrame
      title={t(sentTo === null ? 'forgot.title' : 'forgot.sentTitle')}
      {...(isByEmail && sentTo === null ? { text: t('forgot.text') } : {})}
      footer={<ToSignIn />}
    >
      {isPending ? <Skeleton h={120} /> : null}
      {error === null ? null : <ErrorState error={error} onRetry={() => void refetch()} />}
      {data?.password_reset === 'operator' ? <ByOperator /> : null}
      {isByEmail && sentTo === null ? <ByEmail onSent={setSentTo} /> : null}
      {sentTo === null ? null : <Sent email={sentTo} onAnother={() => setSentTo(null)} />}
    </SignedOutFrame>
  );
}

function ToSignIn() {
  const { t } = useTranslation('account');
  return (
    <Text ta="center" size="sm">
      <Anchor component={Link} to="/sign-in" inherit>
        {t('forgot.back')}
      </Anchor>
    </Text>
  );
}

function ByOperator() {
  const { t } = useTranslation('account');
  return (
    <Stack gap="sm">
      <Text size="sm">{t('forgot.operatorText')}</Text>
      <CodeBlock code={RESET_COMMAND} label={t('forgot.operatorCommand')} />
      <Text size="sm">{t('forgot.operatorAfter')}</Text>
    </Stack>
  );
}

function ByEmail({ onSent }: { onSent: (email: string) => void }) {
  const { t } = useTranslation('account');
  const { form, submit, alert, isRunning } = useAccountForm({
    initialValues: { email: '' },
    validate: { email: useEmailRule() },
    fields: { INVALID_EMAIL: 'email' },
    run: ({ email }) => requestPasswordReset(email.trim()),
    onDone: ({ email }) => onSent(email.trim()),
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <FormAlert text={alert} />
        <TextInput
          label={t('fields.email')}
          type="email"
          autoComplete="username"
          autoFocus
          {...form.getInputProps('email')}
        />
        <Button type="submit" loading={isRunning} fullWidth>
          {t('forgot.submit')}
        </Button>
      </Stack>
    </form>
  );
}

function Sent({ email, onAnother }: { email: string; onAnother: () => void }) {
  const { t } = useTranslation('account');
  return (
    <Stack gap="sm" align="flex-start">
      <Text size="sm" role="status" style={{ overflowWrap: 'anywhere' }}>
        {t('forgot.sentText', { email })}
      </Text>
      <Button variant="default" onClick={onAnother}>
        {t('forgot.another')}
      </Button>
    </Stack>
  );
}
