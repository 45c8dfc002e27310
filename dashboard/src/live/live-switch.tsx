import { Button } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

interface LiveSwitchProps {
  readonly isLive: boolean;
  readonly onChange: (isLive: boolean) => void;
  /** On later pages nothing is renewed, paused or not. */
  readonly isFirstPage: boolean;
}

/** Pauses and resumes the renewal of a list. */
export function LiveSwitch({ isLive, onChange, isFirstPage }: LiveSwitchProps) {
  const { t } = useTranslation('live');
  const state = isLive && isFirstPage ? 'live' : isLive ? 'laterPage' : 'paused';
  return (
    <Button
      variant="default"
      size="sm"
      style={{ flexShrink: 0 }}
      aria-pressed={isLive}
      leftSection={
        isLive ? <IconPlayerPause size={16} aria-hidden /> : <IconPlayerPlay size={16} aria-hidden />
      }
      title={t(`hint.${state}`)}
      onClick={() => onChange(!isLive)}
    >
      {t(isLive ? 'pause' : 'resume')}
    </Button>
  );
}
