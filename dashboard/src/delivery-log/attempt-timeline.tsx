import { Text, Timeline } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Attempt } from '../api/shapes.ts';
import { AttemptCard } from './attempt-card.tsx';
import { judgeAttempt } from './attempt-verdict.ts';

/** Every attempt, the newest first, with its details open. */
export function AttemptTimeline({ attempts }: { attempts: readonly Attempt[] }) {
  const { t } = useTranslation('deliveryLog');
  if (attempts.length === 0) return <Text size="sm">{t('drawer.noAttempts')}</Text>;
  const newestFirst = attempts.toReversed();
  return (
    <Timeline bulletSize={22} lineWidth={2} active={attempts.length}>
      {newestFirst.map((attempt) => {
        const isSuccess = judgeAttempt(attempt) === 'success';
        return (
          <Timeline.Item
            key={attempt.number}
            bullet={isSuccess ? <IconCheck size={13} aria-hidden /> : <IconX size={13} aria-hidden />}
            color={isSuccess ? 'green' : 'red'}
            title={<AttemptTitle attempt={attempt} />}
          >
            <AttemptCard attempt={attempt} startsOpen={attempt === newestFirst[0]} />
          </Timeline.Item>
        );
      })}
    </Timeline>
  );
}

function AttemptTitle({ attempt }: { attempt: Attempt }) {
  const { t } = useTranslation('deliveryLog');
  return (
    <Text component="h4" m={0} size="sm" fw={600}>
      {t('attempt.number', { number: attempt.number })}
    </Text>
  );
}
