import { Alert, Anchor, Group, Loader, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Attempt, DeliveryDetail } from '../api/shapes.ts';
import { CodeBlock } from '../components/code-block.tsx';
import { ErrorState } from '../components/error-state.tsx';
import { TimeText } from '../components/time-text.tsx';
import { useAttemptWords } from '../delivery-log/use-attempt-words.ts';
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

const LOOKS = {
  waiting: { color: 'gray', icon: <Loader size="xs" /> },
  received: { color: 'green', icon: <IconCircleCheck /> },
  refused: { color: 'red', icon: <IconAlertTriangle /> },
  cancelled: { color: 'red', icon: <IconAlertTriangle /> },
} as const;

function useVerdictWords(delivery: DeliveryDetail) {
  const { t } = useTranslation('endpoints');
  const attemptWords = useAttemptWords();
  const verdict = pingVerdict(delivery);
  if (verdict === 'refused') return attemptWords(delivery.attempts.at(-1)!);
  return { title: t(`ping.verdicts.${verdict}.title`), text: t(`ping.verdicts.${verdict}.text`), advice: '' };
}

function Verdict({ delivery }: { delivery: DeliveryDetail }) {
  const { t } = useTranslation('endpoints');
  const verdict = pingVerdict(delivery);
  const { title, text, advice } = useVerdictWords(delivery);
  const attempt = delivery.attempts.at(-1);
  const retriesAt = delivery.status === 'pending' && attempt !== undefined ? delivery.next_attempt_at : null;
  return (
    <Alert {...LOOKS[verdict]} title={title} data-testid="ping-result" data-verdict={verdict}>
      <Stack gap="sm">
        <Text size="sm">{text}</Text>
        {advice === '' ? null : (
          <Text size="sm" fw={600}>
            {advice}
          </Text>
        )}
        {attempt === undefined ? null : <AttemptFacts attempt={attempt} />}
        {retriesAt === null ? null : (
          <Group gap="xs" wrap="nowrap">
            <Loader size="xs" color="currentColor" aria-hidden />
            <Text size="sm">
              {t('ping.nextAttempt')}: <TimeText value={retriesAt} as="precise" />
            </Text>
          </Group>
        )}
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
