import { useTranslation } from 'react-i18next';
import { TimeText } from '../components/time-text.tsx';
import { useNow } from '../components/use-now.ts';

/** When the next attempt is due, counting down. */
export function NextAttempt({ at }: { at: string | null }) {
  const { t } = useTranslation(['deliveryLog', 'shell']);
  const nowMs = useNow(1_000);
  if (at === null) return <>{t('shell:none')}</>;
  if (Date.parse(at) <= nowMs) return <>{t('now')}</>;
  return <TimeText value={at} as="relative" nowMs={nowMs} />;
}
