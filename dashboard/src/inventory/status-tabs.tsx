import { Badge, Tabs } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ListingCounts } from '../api/listings.ts';
import { STATUSES } from './use-inventory-filters.ts';

const COUNT = new Intl.NumberFormat();

/** A tab for each status with how many listings match there. */
export function StatusTabs({ counts }: { counts: ListingCounts | undefined }) {
  const { t } = useTranslation('inventory');
  const { t: shared } = useTranslation();
  return (
    <Tabs.List aria-label={t('tabs.label')} style={{ flexWrap: 'nowrap', overflowX: 'auto' }}>
      {(['all', ...STATUSES] as const).map((tab) => (
        <Tabs.Tab
          key={tab}
          value={tab}
          style={{ flexShrink: 0 }}
          rightSection={
            <Badge size="sm" variant="light" color="gray" miw={28} autoContrast>
              {counts === undefined ? shared('none') : COUNT.format(counts[tab])}
            </Badge>
          }
        >
          {tab === 'all' ? t('tabs.all') : shared(`listingStatus.${tab}`)}
        </Tabs.Tab>
      ))}
    </Tabs.List>
  );
}
