import { useTranslation } from 'react-i18next';
import type { CustomerMatch } from '../api/shapes.ts';

const LIST = new Intl.ListFormat(undefined, { type: 'conjunction' });

/** How an order's customer was recognised, in words. */
export function CustomerMatchText({ match }: { match: CustomerMatch | null }) {
  const { t } = useTranslation('customers');
  if (match === null) return <>{t('match.unknown')}</>;
  if (match.status !== 'matched') return <>{t(`match.${match.status}`)}</>;
  if (match.matched_on.length === 0) return <>{t('match.matchedAtAll')}</>;
  const keys = LIST.format(match.matched_on.map((key) => t(`matchKeys.${key}`)));
  return <>{t('match.matched', { keys })}</>;
}
