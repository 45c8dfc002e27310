import { useTranslation } from 'react-i18next';
import { PageHeader } from '../components/page-header.tsx';

export function EventsTab() {
  const { t } = useTranslation('events');
  return <PageHeader title={t('title')} />;
}
