import { Button, Group } from '@mantine/core';
import { IconShieldCheck, IconShieldOff } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useUser } from '../api/session.ts';
import { StatusBadge } from '../components/status-badge.tsx';
import { AccountSection } from './account-section.tsx';
import { DisableTwoFactor } from './disable-two-factor.tsx';
import { EnableTwoFactor } from './enable-two-factor.tsx';
import { NewBackupCodes } from './new-backup-codes.tsx';

const DIALOGS = { enable: EnableTwoFactor, disable: DisableTwoFactor, newCodes: NewBackupCodes };

export function TwoFactorSection() {
  const { t } = useTranslation('account');
  const isOn = useUser().twoFactorEnabled === true;
  const [open, setOpen] = useState<keyof typeof DIALOGS | null>(null);
  const Dialog = open === null ? null : DIALOGS[open];
  return (
    <AccountSection
      title={t('twoFactor.title')}
      text={t('twoFactor.text')}
      badge={
        <StatusBadge color={isOn ? 'green' : 'gray'} label={t(isOn ? 'twoFactor.on' : 'twoFactor.off')} />
      }
    >
      <Group gap="sm">
        {isOn ? (
          <>
            <Button variant="default" onClick={() => setOpen('newCodes')}>
              {t('twoFactor.newCodes')}
            </Button>
            <Button
              variant="default"
              leftSection={<IconShieldOff size={16} />}
              onClick={() => setOpen('disable')}
            >
              {t('twoFactor.disable')}
            </Button>
          </>
        ) : (
          <Button leftSection={<IconShieldCheck size={16} />} onClick={() => setOpen('enable')}>
            {t('twoFactor.enable')}
          </Button>
        )}
      </Group>
      {Dialog === null ? null : <Dialog onClose={() => setOpen(null)} />}
    </AccountSection>
  );
}
