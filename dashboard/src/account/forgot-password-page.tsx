import { Button, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { requestPasswordReset, signInOptionsQuery } from '../api/account.ts';
import { AccountForm } from './account-form.tsx';
import { EmailField } from './email-field.tsx';
import { FooterLink } from './footer-link.tsx';
import { OperatorCommand } from './operator-command.tsx';
import { SignedOutFrame } from './signed-out-frame.tsx';
import { useAccountForm } from './use-account-form.ts';
import { useEmailRule } from './use-email-rule.ts';
import { WithSignInOptions } from './with-sign-in-options.tsx';

export function ForgotPasswordPage() {
  const { t } = useTranslation('account');
  const [sentTo, setSentTo] = useState<string | null>(null);
  const isByEmail = useQuery(signInOptionsQuery).data?.password_reset === 'email';
  const footer = <FooterLink to="/sign-in" label={t('forgot.back')} />;
  if (sentTo !== null) {
    return (
      <SignedOutFrame title={t('forgot.sentTitle')} footer={footer}>
        <Sent email={sentTo} onAnother={() => setSentTo(null)} />
      </SignedOutFrame>
    );
  }
  return (
    <SignedOutFrame
      title={t('forgot.title')}
      {...(isByEmail ? { text: t('forgot.text') } : {})}
      footer={footer}
    >
      <WithSignInOptions>
        {({ password_reset }) =>
          password_reset === 'email' ? <ByEmail onSent={setSentTo} /> : <ByOperator />
        }
      </WithSignInOptions>
    </SignedOutFrame>
  );
}

function ByOperator() {
  const { t } = useTranslation('account');
  return (
    <OperatorCommand
      before={t('forgot.operatorText')}
      command="npm run hub -- dealers set-password <email>"
      label={t('forgot.operatorCommand')}
      after={t('forgot.operatorAfter')}
    />
  );
}

function ByEmail({ onSent }: { onSent: (email: string) => void }) {
  const { t } = useTranslation('account');
  const { form, ...state } = useAccountForm({
    initialValues: { email: '' },
    validate: { email: useEmailRule() },
    fields: { INVALID_EMAIL: 'email' },
    run: ({ email }) => requestPasswordReset(email.trim()),
    onDone: ({ email }) => onSent(email.trim()),
  });
  return (
    <AccountForm state={state} submitLabel={t('forgot.submit')}>
      <EmailField autoFocus {...form.getInputProps('email')} />
    </AccountForm>
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
