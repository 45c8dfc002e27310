import { useTranslation } from 'react-i18next';
import { PageHeader } from '../components/page-header.tsx';

export function ImportPage() {
  const { t } = useTranslation('imports');
  return <PageHeader title={t('title')} />;
}
