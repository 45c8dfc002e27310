import { Alert, Text } from '@mantine/core';
import { IconCalculator } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ReplayEstimate } from '../api/replays.ts';
import { ErrorState } from '../components/error-state.tsx';
import { useDurationText } from './duration-text.ts';

interface ReplayCountProps {
  readonly estimate: {
    readonly data: ReplayEstimate | undefined;
    readonly error: unknown;
    readonly isFetching: boolean;
  };
  readonly isTestMode: boolean;
}

/** What the dry run says, before anything is sent. */
export function ReplayCount({ estimate, isTestMode }: ReplayCountProps) {
  const { t } = useTranslation('replays');
  const durationText = useDurationText();
  const { data, error, isFetching } = estimate;
  if (error !== null && !isFetching) return <ErrorState error={error} title={t('estimate.failed')} />;
  return (
    <Alert color="blue" p="sm" icon={<IconCalculator />} role="status">
      <Text size="sm" fw={600}>
        {data === undefined || isFetching
          ? t('estimate.counting')
          : t('estimate.count', { count: data.total })}
      </Text>
      {data === undefined || isFetching || data.total === 0 ? null : (
        <Text size="sm">
          {t('estimate.duration', { duration: durationText(data.total / data.rate_per_second) })}
        </Text>
      )}
      {isTestMode ? <Text size="sm">{t('estimate.testMode')}</Text> : null}
    </Alert>
  );
}
