import { useTranslation } from 'react-i18next';
import { PageHeader } from '../components/page-header.tsx';

export function SettingsTab() {
  const { t } = useTranslation('settings');
  return <PageHeader title={t('title')} />;
}
