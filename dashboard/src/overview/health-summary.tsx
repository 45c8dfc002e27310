import { Anchor, Text } from '@mantine/core';
import { Trans, useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Overview } from '../api/shapes.ts';
import { TimeText } from '../components/time-text.tsx';

const PENDING = '/channels/custom-integration/deliveries?status=pending';

interface HealthSummaryProps {
  readonly deliveries: Overview['deliveries'];
  readonly nowMs: number;
}

/** The chart in a sentence, and since when the oldest event has been waiting. */
export function HealthSummary({ deliveries, nowMs }: HealthSummaryProps) {
  const { t } = useTranslation('overview');
  const { delivered, failed, cancelled, pending, oldest_pending_at } = deliveries;
  const ended = delivered + failed;
  const isQuiet = ended + cancelled + pending === 0;
  const counts = [
    t('health.delivered', { count: delivered }),
    t('health.failed', { count: failed }),
    t('health.cancelled', { count: cancelled }),
    t('health.pending', { count: pending }),
  ].join(', ');
  return (
    <>
      <Text size="sm">
        {isQuiet ? t('health.quiet') : t('health.summary', { counts })}
        {ended === 0 ? '' : ` ${t('health.rate', { percent: Math.floor((delivered / ended) * 100) })}`}
      </Text>
      {oldest_pending_at === null ? null : (
        <Text size="sm">
          <Trans
            t={t}
            i18nKey="health.oldest"
            components={{ time: <TimeText value={oldest_pending_at} as="relative" nowMs={nowMs} /> }}
          />{' '}
          <Anchor component={Link} to={PENDING} size="sm" underline="always">
            {t('health.showPending')}
          </Anchor>
        </Text>
      )}
    </>
  );
}
