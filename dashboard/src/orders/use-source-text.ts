import { useTranslation } from 'react-i18next';
import { isOrderSource } from './order-sources.ts';

/** Through which door an order came, in words; a door this dashboard doesn't know stays as it is. */
export function useSourceText(): (source: string) => string {
  const { t } = useTranslation('orders');
  return (source) => (isOrderSource(source) ? t(`source.${source}`) : source);
}
