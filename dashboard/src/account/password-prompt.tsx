import { Button, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { FormAlert } from './form-alert.tsx';
import { PasswordField } from './password-field.tsx';
import { useAccountForm } from './use-account-form.ts';

interface PasswordPromptProps {
  readonly text: string;
  readonly submitLabel: string;
  readonly isDangerous?: boolean;
  /** A wrong password is shown at the field. */
  readonly run: (password: string) => Promise<unknown>;
  readonly onCancel: () => void;
}

/** In a dialog: the password once more, before something that weakens or opens the account. */
export function PasswordPrompt({ text, submitLabel, isDangerous, run, onCancel }: PasswordPromptProps) {
  const { t } = useTranslation(['account', 'shell']);
  const { form, submit, alert, isRunning } = useAccountForm({
    initialValues: { password: '' },
    validate: { password: (password) => (password === '' ? t('missing.password') : null) },
    fields: { INVALID_PASSWORD: 'password' },
    run: ({ password }) => run(password),
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <Text size="sm">{text}</Text>
        <FormAlert text={alert} />
        <PasswordField label={t('fields.password')} data-autofocus {...form.getInputProps('password')} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel} disabled={isRunning}>
            {t('shell:actions.cancel')}
          </Button>
          <Button type="submit" loading={isRunning} {...(isDangerous === true ? { color: 'red' } : {})}>
            {submitLabel}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
