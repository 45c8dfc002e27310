import { Button } from '@mantine/core';
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useRouteError } from 'react-router';
import { EmptyState } from '../components/empty-state.tsx';

/** After an update of the hub the parts of an old page are gone. */
function isOutdated(error: unknown): boolean {
  return error instanceof TypeError && /dynamically imported module|module script/i.test(error.message);
}

/** What a page becomes when its code fails. */
export function CrashPage() {
  const { t } = useTranslation();
  const error = useRouteError();
  useEffect(() => {
    // For whoever opens the browser's console to report it.
    // biome-ignore lint/suspicious/noConsole: the one place where an error has nowhere else to go
    console.error(error);
  }, [error]);
  const outdated = isOutdated(error);
  return (
    <EmptyState
      icon={outdated ? IconRefresh : IconAlertTriangle}
      title={t(outdated ? 'states.updateTitle' : 'states.crashTitle')}
      text={t(outdated ? 'states.updateText' : 'states.crashText')}
    >
      <Button onClick={() => location.reload()}>{t('states.reload')}</Button>
    </EmptyState>
  );
}
