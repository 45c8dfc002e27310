import { Alert, Button, Loader, Stack, Text } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { deliveryQuery, retryDelivery } from '../api/deliveries.ts';
import type { DeliveryDetail, Integration } from '../api/shapes.ts';
import { useAction } from '../components/use-action.ts';
import { findRetryObstacle } from './delivery-verdict.ts';
import { useAttemptWords } from './use-attempt-words.ts';

interface RetryPanelProps {
  readonly delivery: DeliveryDetail;
  readonly integration: Integration;
}

/** Sends a finished delivery again and tells, as soon as it is known, what came of it. */
export function RetryPanel({ delivery, integration }: RetryPanelProps) {
  const { t } = useTranslation('deliveryLog');
  // The attempts there were when the button was pressed: the next one is the answer.
  const [attemptsBefore, setAttemptsBefore] = useState<number | null>(null);
  const client = useQueryClient();
  const retry = useAction({
    run: () => retryDelivery(delivery.id),
    renews: [['deliveries'], ['endpoint-health'], ['overview']],
    onSuccess: (retried) => {
      client.setQueryData(deliveryQuery(delivery.id).queryKey, (shown) => shown && { ...shown, ...retried });
      setAttemptsBefore(delivery.attempts.length);
    },
  });
  const obstacle = findRetryObstacle(delivery, integration);
  return (
    <Stack gap="xs" align="flex-start">
      <Button
        leftSection={<IconSend size={16} aria-hidden />}
        onClick={() => retry.mutate()}
        loading={retry.isPending}
        disabled={obstacle !== null}
      >
        {t('retry.action')}
      </Button>
      {obstacle === null || attemptsBefore !== null ? null : (
        <Text size="sm" c="dimmed">
          {t(`retry.obstacles.${obstacle}`)}
        </Text>
      )}
      <div aria-live="polite">
        {attemptsBefore === null ? null : <RetryResultAlert delivery={delivery} after={attemptsBefore} />}
      </div>
    </Stack>
  );
}

/** @param after number of attempts before the retry */
function RetryResultAlert({ delivery, after }: { delivery: DeliveryDetail; after: number }) {
  const { t } = useTranslation('deliveryLog');
  const words = useAttemptWords();
  const attempt = delivery.attempts[after];
  if (attempt === undefined && delivery.status === 'pending') {
    return (
      <Alert color="blue" icon={<Loader size="xs" />} p="xs">
        {t('retry.started')}
      </Alert>
    );
  }
  if (attempt === undefined) return <Alert p="xs">{t('retry.cancelled')}</Alert>;
  const last = delivery.attempts.at(-1) ?? attempt;
  if (delivery.status === 'delivered') {
    return (
      <Alert color="green" p="xs">
        {t('retry.arrived', { status: last.http_status ?? '', ms: last.duration_ms })}
      </Alert>
    );
  }
  const { title } = words(last);
  return (
    <Alert color="red" p="xs">
      {t(delivery.status === 'pending' ? 'retry.failedAgain' : 'retry.ended', { title })}
    </Alert>
  );
}
