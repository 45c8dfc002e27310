import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface AccountDialogProps {
  readonly title: string;
  readonly onClose: () => void;
  /** Must be left by its own button. */
  readonly isLocked?: boolean;
  readonly children: ReactNode;
}

export function AccountDialog({ title, onClose, isLocked = false, children }: AccountDialogProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      closeOnClickOutside={false}
      closeOnEscape={!isLocked}
      withCloseButton={!isLocked}
      closeButtonProps={{ 'aria-label': t('actions.close') }}
    >
      {children}
    </Modal>
  );
}
