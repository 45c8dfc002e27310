import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fetchDeliveries } from '../api/deliveries.ts';
import { integrationQuery } from '../api/integration.ts';
import type { Integration } from '../api/shapes.ts';
import { TabHeading } from '../components/tab-heading.tsx';
import { usePages } from '../components/use-pages.ts';
import { useUrlFilters } from '../components/use-url-filters.ts';
import { LiveSwitch } from '../live/live-switch.tsx';
import { ReplaysSection } from '../replays/replays-section.tsx';
import { FILTER_NAMES, readFilters, toDeliveriesQuery } from './delivery-filters.ts';
import { DeliveryList } from './delivery-list.tsx';
import { FilterBar } from './filter-bar.tsx';

const REFRESH_MS = 3_000;

/** What became of every delivery: found, explained, and sent again. */
export function DeliveryLogTab() {
  // The page around the tabs shows nothing without it.
  const { data: integration } = useQuery(integrationQuery);
  return integration === undefined ? null : <DeliveryLog integration={integration} />;
}

function DeliveryLog({ integration }: { integration: Integration }) {
  const { t } = useTranslation('deliveryLog');
  const { filters: written, setFilters } = useUrlFilters(FILTER_NAMES);
  const filters = readFilters(written);
  const [isLive, setLive] = useState(true);
  const pages = usePages({
    queryKey: ['deliveries', 'list', filters],
    fetchPage: (after, signal) =>
      fetchDeliveries({ ...toDeliveriesQuery(filters, Date.now()), after }, signal),
    ...(isLive ? { refetchMs: REFRESH_MS } : {}),
  });
  return (
    <>
      <TabHeading title={t('title')} text={t('text')}>
        <LiveSwitch isLive={isLive} onChange={setLive} isFirstPage={pages.page === 1} />
      </TabHeading>
      <ReplaysSection integration={integration} endpointId={filters.endpoint_id} />
      <FilterBar filters={filters} onChange={setFilters} endpoints={integration.webhook_endpoints} />
      <DeliveryList pages={pages} filters={filters} onChange={setFilters} integration={integration} />
    </>
  );
}
