import { SimpleGrid, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { EndpointHealth } from '../api/shapes.ts';
import { TimeText } from '../components/time-text.tsx';
import { formatSuccessRate } from './success-rate.ts';

/** The numbers of the last 24 hours. */
export function HealthNumbers({ health }: { health: EndpointHealth }) {
  const { t } = useTranslation(['health', 'shell']);
  const duration = (ms: number | null) => (ms === null ? t('shell:none') : t('numbers.ms', { ms }));
  const rate = health.success_rate === null ? t('shell:none') : formatSuccessRate(health.success_rate);
  return (
    <SimpleGrid component="dl" cols={{ base: 2, sm: 3, md: 5 }} spacing="md" verticalSpacing="xs" m={0}>
      <Figure label={t('numbers.successRate')} value={rate} />
      <Figure label={t('numbers.attempts')} value={health.attempts} />
      <Figure label={t('numbers.p50')} value={duration(health.p50_ms)} hint={t('numbers.p50Hint')} />
      <Figure label={t('numbers.p95')} value={duration(health.p95_ms)} hint={t('numbers.p95Hint')} />
      <Figure label={t('numbers.consecutiveFailures')} value={health.consecutive_failures} />
      <Figure label={t('numbers.pending')} value={health.pending} />
      <Moment label={t('numbers.oldestPending')} at={health.oldest_pending_at} />
      <Moment label={t('numbers.lastSuccess')} at={health.last_success_at} />
      <Moment label={t('numbers.lastFailure')} at={health.last_failure_at} />
    </SimpleGrid>
  );
}

interface FigureProps {
  readonly label: string;
  readonly value: ReactNode;
  readonly hint?: string;
}

function Figure({ label, value, hint }: FigureProps) {
  return (
    <div {...(hint === undefined ? {} : { title: hint })}>
      <Text component="dt" size="xs" c="dimmed">
        {label}
      </Text>
      <Text component="dd" m={0} fw={600} className="tabular">
        {value}
      </Text>
    </div>
  );
}

const Moment = ({ label, at }: { label: string; at: string | null }) => (
  <Figure
    label={label}
    value={
      <Text component="span" size="sm">
        <TimeText value={at} as="precise" />
      </Text>
    }
  />
);
