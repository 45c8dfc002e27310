import { Alert, Anchor, Stack, Text } from '@mantine/core';
import {
  IconAlertTriangle,
  IconBan,
  IconCircleCheck,
  IconClockHour4,
  type Icon as TablerIcon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { DeliveryDetail, DeliveryStatus, Integration } from '../api/shapes.ts';
import { type DeliveryVerdict, judgeDelivery } from './delivery-verdict.ts';
import { NextAttempt } from './next-attempt.tsx';
import { useAttemptWords } from './use-attempt-words.ts';

const LOOKS: Readonly<Record<DeliveryStatus, { color: string; icon: TablerIcon }>> = {
  pending: { color: 'yellow', icon: IconClockHour4 },
  delivered: { color: 'green', icon: IconCircleCheck },
  failed: { color: 'red', icon: IconAlertTriangle },
  cancelled: { color: 'gray', icon: IconBan },
};

/** Mended where the integration and its endpoints are switched. */
const IN_SETTINGS: ReadonlySet<DeliveryVerdict> = new Set([
  'endpoint_disabled',
  'integration_disabled',
  'test_mode',
]);

interface VerdictAlertProps {
  readonly delivery: DeliveryDetail;
  readonly integration: Integration;
}

/** First of all: did it arrive, why not, and what is to be done. */
export function VerdictAlert({ delivery, integration }: VerdictAlertProps) {
  const { t } = useTranslation('deliveryLog');
  const endpoint = integration.webhook_endpoints.find(({ id }) => id === delivery.endpoint_id);
  const verdict = judgeDelivery(delivery, endpoint);
  const { color, icon: VerdictIcon } = LOOKS[delivery.status];
  const isFine = verdict === 'delivered' || verdict === 'waiting';
  return (
    <Alert color={color} icon={<VerdictIcon />} title={t(`verdicts.${verdict}.title`)} data-testid="verdict">
      <Stack gap={6}>
        <Text size="sm">{t(`verdicts.${verdict}.text`)}</Text>
        <LastFailure delivery={delivery} />
        {isFine ? null : (
          <Text size="sm" fw={600}>
            {t(`verdicts.${verdict}.advice`)}
          </Text>
        )}
        {delivery.status === 'pending' && delivery.next_attempt_at !== null ? (
          <Text size="sm">
            {t('drawer.nextAttempt')}: <NextAttempt at={delivery.next_attempt_at} />
          </Text>
        ) : null}
        {IN_SETTINGS.has(verdict) ? (
          <Anchor component={Link} to="/channels/custom-integration/settings" size="sm">
            {t('drawer.settings')}
          </Anchor>
        ) : null}
      </Stack>
    </Alert>
  );
}

/** The newest attempt in one line, where the delivery has not arrived. */
function LastFailure({ delivery }: { delivery: DeliveryDetail }) {
  const { t } = useTranslation('deliveryLog');
  const words = useAttemptWords();
  const attempt = delivery.attempts.at(-1);
  if (attempt === undefined || delivery.status === 'delivered' || delivery.status === 'cancelled')
    return null;
  const status =
    attempt.http_status === null ? '' : ` (${t('attempt.status', { status: attempt.http_status })})`;
  return (
    <Text size="sm">
      {t('attempt.last')}: {words(attempt).title}
      {status}
    </Text>
  );
}
