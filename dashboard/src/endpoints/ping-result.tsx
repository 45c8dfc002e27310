import { Alert, Anchor, Group, Loader, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Attempt, DeliveryDetail } from '../api/shapes.ts';
import { CodeBlock } from '../components/code-block.tsx';
import { ErrorState } from '../components/error-state.tsx';
import { TimeText } from '../components/time-text.tsx';
import { FactList } from './fact-list.tsx';
import { pingVerdict } from './ping-verdict.ts';
import type { usePing } from './use-ping.ts';

/** What came back from the last ping, live: its answer or why there was none, and what to do about it. */
export function PingResult({ ping }: { ping: ReturnType<typeof usePing> }) {
  const { t } = useTranslation();
  return (
    <div aria-live="polite">
      {ping.error === null ? null : <ErrorState error={ping.error} title={t('states.failed')} />}
      {ping.delivery === null ? null : <Verdict delivery={ping.delivery} />}
    </div>
  );
}

function Verdict({ delivery }: { delivery: DeliveryDetail }) {
  const { t } = useTranslation('endpoints');
  const verdict = pingVerdict(delivery);
  const attempt = delivery.attempts.at(-1);
  const isOk = verdict === 'ok';
  const icon =
    verdict === 'waiting' ? <Loader size="xs" /> : isOk ? <IconCircleCheck /> : <IconAlertTriangle />;
  return (
    <Alert
      color={verdict === 'waiting' ? 'gray' : isOk ? 'green' : 'red'}
      icon={icon}
      title={t(`ping.verdicts.${verdict}.title`)}
      data-testid="ping-result"
      data-verdict={verdict}
    >
      <Stack gap="sm">
        <Text size="sm">{t(`ping.verdicts.${verdict}.text`)}</Text>
        {attempt === undefined ? null : <AttemptFacts attempt={attempt} />}
        {delivery.status === 'pending' && delivery.next_attempt_at !== null && attempt !== undefined ? (
          <Group gap="xs">
            <Loader size="xs" aria-hidden />
            <Text size="sm">
              {t('ping.nextAttempt')}: <TimeText value={delivery.next_attempt_at} as="precise" />
            </Text>
          </Group>
        ) : null}
        <Anchor
          component={Link}
          to={`/channels/custom-integration/deliveries?q=${delivery.id}`}
          size="sm"
          c="inherit"
          td="underline"
        >
          {t('ping.toLog')}
        </Anchor>
      </Stack>
    </Alert>
  );
}

function AttemptFacts({ attempt }: { attempt: Attempt }) {
  const { t } = useTranslation('endpoints');
  const preview = attempt.response_preview;
  return (
    <Stack gap="xs">
      <FactList
        facts={[
          [t('ping.facts.status'), attempt.http_status ?? `${t('ping.facts.noAnswer')} (${attempt.error})`],
          [t('ping.facts.duration'), t('ping.facts.durationValue', { ms: attempt.duration_ms })],
          [t('ping.facts.at'), <TimeText key="at" value={attempt.started_at} as="precise" />],
        ]}
      />
      {attempt.http_status === null ? null : (
        <Stack gap={4}>
          <Text size="sm">{t('ping.facts.preview')}</Text>
          {preview === null || preview === '' ? (
            <Text size="sm">{t('ping.facts.emptyPreview')}</Text>
          ) : (
            <CodeBlock code={preview} label={t('ping.facts.preview')} maxHeight={160} />
          )}
        </Stack>
      )}
    </Stack>
  );
}
