import { notifications } from '@mantine/notifications';
import i18next from 'i18next';

/** Mantine's own has no name. */
const closeButton = () => ({ 'aria-label': i18next.t('actions.close') });

/** A short word of success in the corner. */
export function notifySuccess(message: string, title?: string): void {
  notifications.show({ message, title, color: 'green', closeButtonProps: closeButton() });
}

/** A failure in the corner; stays until it is closed, since it may need reading twice. */
export function notifyFailure(title: string, message: string): void {
  notifications.show({ title, message, color: 'red', autoClose: false, closeButtonProps: closeButton() });
}
