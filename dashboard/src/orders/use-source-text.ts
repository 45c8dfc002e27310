import { useTranslation } from 'react-i18next';

/** Through which door an order came, in words; a door this dashboard doesn't know stays as it is. */
export function useSourceText(): (source: string) => string {
  const { t } = useTranslation('orders');
  return (source) => (source === 'api' || source === 'dashboard' ? t(`source.${source}`) : source);
}
