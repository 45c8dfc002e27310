import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { resetPassword } from '../api/account.ts';
import { ApiError } from '../api/api-error.ts';
import { renewSession } from '../api/session.ts';
import { AccountForm } from './account-form.tsx';
import { NewPasswordField, useNewPasswordRule } from './new-password-field.tsx';
import { SignedOutFrame } from './signed-out-frame.tsx';
import { useAccountForm } from './use-account-form.ts';

type State = 'open' | 'done' | 'dead';

/** Where the link of the mail leads: `?token=…`. */
export function ResetPasswordPage() {
  const { t } = useTranslation('account');
  const token = useSearchParams()[0].get('token') ?? '';
  const [state, setState] = useState<State>(token === '' ? 'dead' : 'open');
  if (state !== 'open') return <Ended state={state} />;
  return (
    <SignedOutFrame title={t('reset.title')} text={t('reset.text')}>
      <ResetForm token={token} onEnd={setState} />
    </SignedOutFrame>
  );
}

const ENDS = {
  done: { title: 'reset.doneTitle', text: 'reset.doneText', to: '/sign-in', button: 'reset.signIn' },
  dead: { title: 'reset.deadTitle', text: 'reset.deadText', to: '/forgot-password', button: 'reset.again' },
} as const;

function Ended({ state }: { state: keyof typeof ENDS }) {
  const { t } = useTranslation('account');
  const { title, text, to, button } = ENDS[state];
  return (
    <SignedOutFrame title={t(title)} text={t(text)}>
      <Button component={Link} to={to} fullWidth>
        {t(button)}
      </Button>
    </SignedOutFrame>
  );
}

const isDeadLink = (error: unknown) => error instanceof ApiError && error.code === 'INVALID_TOKEN';

function ResetForm({ token, onEnd }: { token: string; onEnd: (state: State) => void }) {
  const { t } = useTranslation('account');
  const client = useQueryClient();
  const { form, ...state } = useAccountForm({
    initialValues: { newPassword: '' },
    validate: { newPassword: useNewPasswordRule() },
    fields: { PASSWORD_TOO_SHORT: 'newPassword', PASSWORD_TOO_LONG: 'newPassword' },
    run: async ({ newPassword }) => {
      try {
        await resetPassword({ newPassword, token });
      } catch (error) {
        if (!isDeadLink(error)) throw error;
        onEnd('dead');
        return;
      }
      // Somebody may have been signed in here.
      await renewSession(client);
      onEnd('done');
    },
  });
  return (
    <AccountForm state={state} submitLabel={t('reset.submit')}>
      <NewPasswordField label={t('fields.newPassword')} autoFocus {...form.getInputProps('newPassword')} />
    </AccountForm>
  );
}
