import { TextInput, type TextInputProps } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** The address one signs in with. */
export function EmailField(props: TextInputProps) {
  const { t } = useTranslation('account');
  return <TextInput label={t('fields.email')} type="email" autoComplete="username" {...props} />;
}
