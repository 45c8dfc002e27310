import { useTranslation } from 'react-i18next';
import { PageHeader } from '../components/page-header.tsx';

export function NewOrderPage() {
  const { t } = useTranslation('orders');
  return <PageHeader title={t('title')} />;
}
