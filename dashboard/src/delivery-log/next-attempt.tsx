import { useTranslation } from 'react-i18next';
import { TimeText } from '../components/time-text.tsx';
import { useNow } from '../live/use-now.ts';

/** When the next attempt is due, counting down. */
export function NextAttempt({ at }: { at: string | null }) {
  const { t } = useTranslation('deliveryLog');
  const nowMs = useNow();
  if (at === null) return <>{t('shell:none')}</>;
  if (Date.parse(at) <= nowMs) return <>{t('now')}</>;
  return <TimeText value={at} as="relative" nowMs={nowMs} />;
}
