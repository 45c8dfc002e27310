import { modals } from '@mantine/modals';
import { notifications } from '@mantine/notifications';
import { type ReactNode, useEffect } from 'react';

/**
 * The pages of one user. Dialogs and notices stand above the router; when the user goes, for whatever reason,
 * they go too: one may show a key.
 */
export function UserPages({ children }: { children: ReactNode }) {
  useEffect(
    () => () => {
      modals.closeAll();
      notifications.clean();
    },
    [],
  );
  return children;
}
