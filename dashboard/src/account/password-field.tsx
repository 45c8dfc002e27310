import { PasswordInput, type PasswordInputProps } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { PASSWORD_LENGTH_MAX } from './password-strength.ts';

/** A password with an eye that the keyboard reaches, too. */
export function PasswordField(props: PasswordInputProps) {
  const { t } = useTranslation('account');
  return (
    <PasswordInput
      autoComplete="current-password"
      maxLength={PASSWORD_LENGTH_MAX}
      visibilityToggleFocusable
      visibilityToggleButtonProps={{ 'aria-label': t('fields.showTyped') }}
      {...props}
    />
  );
}
