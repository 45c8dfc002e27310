import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Order } from '../api/shapes.ts';

/** Of a dialog about one order. */
export interface OrderModalProps {
  readonly order: Order;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

interface FrameProps extends Omit<OrderModalProps, 'order'> {
  readonly title: string;
  readonly children: ReactNode;
}

/** The frame of a dialog about an order. */
export function OrderModal({ title, isOpen, onClose, children }: FrameProps) {
  const { t: shell } = useTranslation();
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={title}
      closeButtonProps={{ 'aria-label': shell('actions.close') }}
    >
      {children}
    </Modal>
  );
}
