import { useTranslation } from 'react-i18next';
import type { Problem } from './order-problems.ts';

/** What stops an order, as a sentence. */
export function useProblemText(): (problem: Problem) => string {
  const { t } = useTranslation('orders');
  return (problem) =>
    problem.key === 'otherCurrency'
      ? t('problems.otherCurrency', { currency: problem.currency })
      : t(`problems.${problem.key}`);
}
