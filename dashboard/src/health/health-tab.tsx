import { useTranslation } from 'react-i18next';
import { PageHeader } from '../components/page-header.tsx';

export function HealthTab() {
  const { t } = useTranslation('health');
  return <PageHeader title={t('title')} />;
}
