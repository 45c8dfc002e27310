import { useTranslation } from 'react-i18next';
import { PageHeader } from '../components/page-header.tsx';

export function NewListingPage() {
  const { t } = useTranslation('inventory');
  return <PageHeader title={t('title')} />;
}
