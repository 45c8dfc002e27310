import { useTranslation } from 'react-i18next';
import { PageHeader } from '../components/page-header.tsx';

export function ApiKeysTab() {
  const { t } = useTranslation('apiKeys');
  return <PageHeader title={t('title')} />;
}
