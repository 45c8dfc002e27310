import { Button } from '@mantine/core';
import { IconFileOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ApiError } from '../api/api-error.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { ErrorState } from '../components/error-state.tsx';

export function ImportNotLoaded({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const { t } = useTranslation('imports');
  if (!(error instanceof ApiError && error.status === 404)) {
    return <ErrorState error={error} onRetry={onRetry} />;
  }
  return (
    <EmptyState icon={IconFileOff} title={t('missing.title')} text={t('missing.text')}>
      <Button component={Link} to="/inventory/import">
        {t('missing.back')}
      </Button>
    </EmptyState>
  );
}
