import { Button, Stack } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { resetPassword } from '../api/account.ts';
import { ApiError } from '../api/api-error.ts';
import { renewSession } from '../api/session.ts';
import { FormAlert } from './form-alert.tsx';
import { NewPasswordField, useNewPasswordRule } from './new-password-field.tsx';
import { SignedOutFrame } from './signed-out-frame.tsx';
import { useAccountForm } from './use-account-form.ts';

type State = 'open' | 'done' | 'dead';

/** Where the link of the mail leads: `?token=…`. */
export function ResetPasswordPage() {
  const { t } = useTranslation('account');
  const token = useSearchParams()[0].get('token') ?? '';
  const [state, setState] = useState<State>(token === '' ? 'dead' : 'open');
  if (state === 'done') {
    return (
      <SignedOutFrame title={t('reset.doneTitle')} text={t('reset.doneText')}>
        <Button component={Link} to="/sign-in" fullWidth>
          {t('reset.signIn')}
        </Button>
      </SignedOutFrame>
    );
  }
  if (state === 'dead') {
    return (
      <SignedOutFrame title={t('reset.deadTitle')} text={t('reset.deadText')}>
        <Button component={Link} to="/forgot-password" fullWidth>
          {t('reset.again')}
        </Button>
      </SignedOutFrame>
    );
  }
  return (
    <SignedOutFrame title={t('reset.title')} text={t('reset.text')}>
      <ResetForm token={token} onEnd={setState} />
    </SignedOutFrame>
  );
}

const isDeadLink = (error: unknown) => error instanceof ApiError && error.code === 'INVALID_TOKEN';

function ResetForm({ token, onEnd }: { token: string; onEnd: (state: State) => void }) {
  const { t } = useTranslation('account');
  const client = useQueryClient();
  const { form, submit, alert, isRunning } = useAccountForm({
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
    <form onSubmit={submit} noValidate>
      <Stack>
        <FormAlert text={alert} />
        <NewPasswordField label={t('fields.newPassword')} autoFocus {...form.getInputProps('newPassword')} />
        <Button type="submit" loading={isRunning} fullWidth>
          {t('reset.submit')}
        </Button>
      </Stack>
    </form>
  );
}
