import { useTranslation } from 'react-i18next';
import { PageHeader } from '../components/page-header.tsx';

export function DeliveryLogTab() {
  const { t } = useTranslation('deliveryLog');
  return <PageHeader title={t('title')} />;
}
