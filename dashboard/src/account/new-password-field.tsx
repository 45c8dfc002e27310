import { type PasswordInputProps, Progress, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { PasswordField } from './password-field.tsx';
import {
  PASSWORD_LENGTH_MAX,
  PASSWORD_LENGTH_MIN,
  type PasswordStrength,
  passwordStrength,
} from './password-strength.ts';

const BARS: Record<PasswordStrength, { readonly value: number; readonly color: string }> = {
  weak: { value: 25, color: 'red' },
  fair: { value: 60, color: 'yellow' },
  strong: { value: 100, color: 'green' },
};

interface NewPasswordFieldProps extends PasswordInputProps {
  readonly value?: string;
  /** What a good password does not contain. */
  readonly personal?: readonly string[];
}

/** A password that is being chosen, with the rule and a hint at how good it is. */
export function NewPasswordField({ personal = [], ...props }: NewPasswordFieldProps) {
  const { t } = useTranslation('account');
  const password = props.value ?? '';
  return (
    <Stack gap={6}>
      <PasswordField
        description={t('password.rule', { min: PASSWORD_LENGTH_MIN, max: PASSWORD_LENGTH_MAX })}
        {...props}
        autoComplete="new-password"
      />
      {password === '' ? null : <StrengthHint strength={passwordStrength(password, personal)} />}
    </Stack>
  );
}

function StrengthHint({ strength }: { strength: PasswordStrength }) {
  const { t } = useTranslation('account');
  return (
    <div>
      <Progress {...BARS[strength]} size="sm" aria-label={t('password.strength')} />
      <Text size="xs" c="dimmed" mt={4} aria-live="polite">
        {t(`password.strengths.${strength}`)}
      </Text>
    </div>
  );
}

/** The hub's rule, for a form's `validate`. */
export function useNewPasswordRule(): (password: string) => string | null {
  const { t } = useTranslation('account');
  return (password) => {
    if (password.length < PASSWORD_LENGTH_MIN) return t('password.tooShort', { min: PASSWORD_LENGTH_MIN });
    if (password.length > PASSWORD_LENGTH_MAX) return t('password.tooLong', { max: PASSWORD_LENGTH_MAX });
    return null;
  };
}
