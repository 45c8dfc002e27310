import { useTranslation } from 'react-i18next';
import { PageHeader } from '../components/page-header.tsx';

export function OrderPage() {
  const { t } = useTranslation('orders');
  return <PageHeader title={t('title')} />;
}
