import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/api-error.ts';
import { useErrorText } from '../components/error-state.tsx';
import { account } from '../texts/en/account.ts';

export type AccountErrorCode = keyof typeof account.errors;

const isKnown = (code: string): code is AccountErrorCode => Object.hasOwn(account.errors, code);

/** A refusal of the account routes as our own sentence; theirs are written for developers. */
export function useAccountErrorText(): (error: unknown) => string {
  const { t } = useTranslation('account');
  const errorText = useErrorText();
  return (error) => {
    if (!(error instanceof ApiError)) return errorText(error);
    if (error.status === 429 && error.retryAfterSeconds !== null) {
      return t('wait', { count: error.retryAfterSeconds });
    }
    return isKnown(error.code) ? t(`errors.${error.code}`) : errorText(error);
  };
}
