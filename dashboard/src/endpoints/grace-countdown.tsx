import { Badge } from '@mantine/core';
import { IconClockShield } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../components/use-now.ts';
import { formatCountdown, remainingMs } from './countdown.ts';

/** What is left of the grace in which the previous secret signs, too; nothing once it is over. */
export function GraceCountdown({ until }: { until: string }) {
  const { t } = useTranslation('endpoints');
  const leftMs = remainingMs(until, useNow(1_000));
  if (leftMs === 0) return null;
  return (
    <Badge
      color="yellow"
      variant="light"
      autoContrast
      tt="none"
      h="auto"
      py={4}
      leftSection={<IconClockShield size={14} aria-hidden />}
      className="tabular"
      styles={{ label: { whiteSpace: 'normal' } }}
      role="timer"
    >
      {t('card.grace', { countdown: formatCountdown(leftMs) })}
    </Badge>
  );
}
