import { Button } from '@mantine/core';
import { IconCompass } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { EmptyState } from '../components/empty-state.tsx';

export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <EmptyState icon={IconCompass} title={t('states.notFoundTitle')} text={t('states.notFoundText')}>
      <Button component={Link} to="/">
        {t('states.toOverview')}
      </Button>
    </EmptyState>
  );
}
