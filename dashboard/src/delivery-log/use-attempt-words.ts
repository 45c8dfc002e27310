import { useTranslation } from 'react-i18next';
import type { Attempt } from '../api/shapes.ts';
import { judgeAttempt } from './attempt-verdict.ts';

/** What an attempt came to in words; `advice` is null when there is nothing to do. */
export function useAttemptWords(): (attempt: Attempt) => {
  title: string;
  text: string;
  advice: string | null;
} {
  const { t } = useTranslation('deliveryLog');
  return (attempt) => {
    const verdict = judgeAttempt(attempt);
    return {
      title: t(`attempts.${verdict}.title`),
      text: t(`attempts.${verdict}.text`),
      advice: verdict === 'success' ? null : t(`attempts.${verdict}.advice`),
    };
  };
}
