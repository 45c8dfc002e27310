import { Modal, type ModalProps } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** A dialog with a form in it: a click beside it does not close it, so nothing typed is lost by a slip. */
export function FormModal(props: ModalProps) {
  const { t } = useTranslation();
  return (
    <Modal closeOnClickOutside={false} closeButtonProps={{ 'aria-label': t('actions.close') }} {...props} />
  );
}
