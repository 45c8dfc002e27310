import { useTranslation } from 'react-i18next';

/** Only what is surely mistyped; the hub decides. For a form's `validate`. */
export function useEmailRule(): (email: string) => string | null {
  const { t } = useTranslation('account');
  return (email) => {
    if (email.trim() === '') return t('missing.email');
    return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email.trim()) ? null : t('missing.emailInvalid');
  };
}
