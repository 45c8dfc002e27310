import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EVENT_TYPES } from '../api/event-types.ts';
import { fetchEvents } from '../api/events.ts';
import { TabHeading } from '../components/tab-heading.tsx';
import { usePages } from '../components/use-pages.ts';
import { useUrlFilters } from '../components/use-url-filters.ts';
import { LiveSwitch } from '../live/live-switch.tsx';
import { useWorld } from '../shell/world.tsx';
import { EventList } from './event-list.tsx';
import { EventTypesFilter } from './event-types-filter.tsx';
import { useWorldOfLink } from './use-world-of-link.ts';

const REFRESH_MS = 3_000;

/** The feed of the world shown, newest first. */
export function EventsTab() {
  const { t } = useTranslation('events');
  useWorldOfLink();
  const { mode } = useWorld();
  const { filters, setFilters } = useUrlFilters(['types']);
  const types = EVENT_TYPES.filter((type) => filters.types.split(',').includes(type));
  const [isLive, setLive] = useState(true);
  const pages = usePages({
    queryKey: ['events', mode, 'list', types],
    fetchPage: (before_sequence, signal) =>
      fetchEvents({ mode, types: types.join(','), before_sequence }, signal),
    ...(isLive ? { refetchMs: REFRESH_MS } : {}),
  });
  const choose = (next: readonly string[]) => setFilters({ types: next.join(',') });
  return (
    <>
      <TabHeading title={t('title')} text={t('text')}>
        <LiveSwitch isLive={isLive} onChange={setLive} isFirstPage={pages.page === 1} />
      </TabHeading>
      <EventTypesFilter types={types} onChange={choose} />
      <EventList
        key={mode}
        pages={pages}
        listKey={JSON.stringify([mode, types, pages.page])}
        isFiltered={types.length > 0}
        onClearFilter={() => choose([])}
      />
    </>
  );
}
