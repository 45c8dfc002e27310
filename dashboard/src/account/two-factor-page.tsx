import { Anchor, Checkbox, Stack, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { verifyBackupCode, verifyTotp } from '../api/account.ts';
import { beginSession } from '../api/session.ts';
import { useAction } from '../components/use-action.ts';
import { AccountForm } from './account-form.tsx';
import { backupCodeOf } from './backup-code.ts';
import { CodeInput } from './code-input.tsx';
import { FooterLink } from './footer-link.tsx';
import { withNext } from './next-path.ts';
import { SignedOutFrame } from './signed-out-frame.tsx';
import { SignedOutOnly } from './signed-out-only.tsx';
import { useAccountErrorText } from './use-account-error-text.ts';
import { useAccountForm } from './use-account-form.ts';
import { useNextPath } from './use-next-path.ts';

/** The second step of a sign-in; the hub knows by a cookie whose it is. */
export function TwoFactorPage() {
  const { t } = useTranslation('account');
  const [usesBackup, setUsesBackup] = useState(false);
  const [trustDevice, setTrustDevice] = useState(false);
  return (
    <SignedOutOnly>
      <SignedOutFrame
        title={t('secondFactor.title')}
        text={t(usesBackup ? 'secondFactor.backupText' : 'secondFactor.text')}
        footer={<ToSignIn />}
      >
        <Stack>
          {usesBackup ? <BackupCode trustDevice={trustDevice} /> : <AppCode trustDevice={trustDevice} />}
          <Checkbox
            label={t('secondFactor.trust')}
            description={t('secondFactor.trustText')}
            checked={trustDevice}
            onChange={(event) => setTrustDevice(event.currentTarget.checked)}
          />
          <Anchor
            component="button"
            type="button"
            size="sm"
            ta="left"
            onClick={() => setUsesBackup(!usesBackup)}
          >
            {t(usesBackup ? 'secondFactor.useApp' : 'secondFactor.useBackup')}
          </Anchor>
        </Stack>
      </SignedOutFrame>
    </SignedOutOnly>
  );
}

function ToSignIn() {
  const { t } = useTranslation('account');
  const next = useNextPath();
  return (
    <Stack gap="xs">
      <FooterLink to={withNext('/sign-in', next)} label={t('secondFactor.startAgain')} />
      <Text ta="center" size="xs" c="dimmed">
        {t('secondFactor.lost')}
      </Text>
    </Stack>
  );
}

function AppCode({ trustDevice }: { trustDevice: boolean }) {
  const client = useQueryClient();
  const errorText = useAccountErrorText();
  const action = useAction<string>({
    run: async (code) => {
      await verifyTotp({ code, trustDevice });
      await beginSession(client);
    },
    renews: [],
    showsError: false,
  });
  return (
    <CodeInput
      onComplete={action.mutate}
      isRunning={action.isPending}
      error={action.error}
      errorText={action.error === null ? null : errorText(action.error)}
    />
  );
}

function BackupCode({ trustDevice }: { trustDevice: boolean }) {
  const { t } = useTranslation('account');
  const client = useQueryClient();
  const { form, ...state } = useAccountForm({
    initialValues: { code: '' },
    validate: { code: (code) => (code.trim() === '' ? t('missing.code') : null) },
    fields: { INVALID_BACKUP_CODE: 'code' },
    run: async ({ code }) => {
      await verifyBackupCode({ code: backupCodeOf(code), trustDevice });
      await beginSession(client);
    },
  });
  return (
    <AccountForm state={state} submitLabel={t('secondFactor.submit')}>
      <TextInput
        label={t('secondFactor.backupCode')}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        autoFocus
        {...form.getInputProps('code')}
      />
    </AccountForm>
  );
}
