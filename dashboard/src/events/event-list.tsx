import { Button, Stack, Text } from '@mantine/core';
import { IconFilterOff, IconListDetails } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { EventPage } from '../api/events.ts';
import type { HubEvent } from '../api/shapes.ts';
import type { Column } from '../components/column.ts';
import { DataTable } from '../components/data-table.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { ErrorState } from '../components/error-state.tsx';
import { ListSkeleton } from '../components/list-skeleton.tsx';
import { Pager } from '../components/pager.tsx';
import { TimeText } from '../components/time-text.tsx';
import type { usePages } from '../components/use-pages.ts';
import { NewRowsButton } from '../live/new-rows-button.tsx';
import { useCalmRows } from '../live/use-calm-rows.ts';
import { useOpened } from '../live/use-opened.ts';
import { useReading } from '../live/use-reading.ts';
import { EventDrawer } from './event-drawer.tsx';
import { EventTypeText } from './event-type-text.tsx';
import { resourceId } from './resource.ts';
import { ResourceLink } from './resource-link.tsx';

interface EventListProps {
  readonly pages: ReturnType<typeof usePages<HubEvent>>;
  readonly listKey: string;
  readonly isFiltered: boolean;
  readonly onClearFilter: () => void;
}

const rowKey = (row: HubEvent) => row.id;

/** The rows of the feed and the event that is open. */
export function EventList({ pages, listKey, isFiltered, onClearFilter }: EventListProps) {
  const { query, isStale } = pages;
  const opened = useOpened('event');
  const reading = useReading();
  const calm = useCalmRows({
    rows: pages.rows,
    rowKey,
    listKey,
    isStale: isStale || query.isPending,
    isReading: reading.isReading || opened.openedId !== null,
  });
  return (
    <Stack gap="xs" mt="xs">
      <div ref={reading.topRef} />
      <NewRowsButton count={calm.waiting} onShow={calm.showNew} />
      {query.error && query.data === undefined ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : query.isPending ? (
        <ListSkeleton />
      ) : calm.shown.length === 0 ? (
        <NoEvents isFiltered={isFiltered} onClearFilter={onClearFilter} />
      ) : (
        <div {...reading.regionProps}>
          <Rows rows={calm.shown} isStale={isStale} onOpen={opened.open} />
        </div>
      )}
      <Pager
        page={pages.page}
        rowCount={calm.shown.length}
        onPrevious={pages.onPrevious}
        onNext={pages.onNext}
      />
      {query.data === undefined ? null : <KeptRange page={query.data as EventPage} />}
      <EventDrawer opened={opened} listKeys={calm.shown.map(rowKey)} />
    </Stack>
  );
}

function NoEvents({ isFiltered, onClearFilter }: Pick<EventListProps, 'isFiltered' | 'onClearFilter'>) {
  const { t } = useTranslation('events');
  if (!isFiltered)
    return <EmptyState icon={IconListDetails} title={t('empty.title')} text={t('empty.text')} />;
  return (
    <EmptyState icon={IconFilterOff} title={t('noMatch.title')} text={t('noMatch.text')}>
      <Button variant="default" onClick={onClearFilter}>
        {t('filter.clear')}
      </Button>
    </EmptyState>
  );
}

function KeptRange({ page: { oldest_sequence, last_sequence } }: { page: EventPage }) {
  const { t } = useTranslation('events');
  if (last_sequence < oldest_sequence) return null;
  return (
    <Text size="xs" c="dimmed">
      {t('range', { oldest: oldest_sequence, last: last_sequence })}
    </Text>
  );
}

interface RowsProps {
  readonly rows: readonly HubEvent[];
  readonly isStale: boolean;
  readonly onOpen: (id: string) => void;
}

function Rows({ rows, isStale, onOpen }: RowsProps) {
  const { t } = useTranslation('events');
  return (
    <DataTable
      label={t('table')}
      columns={useEventColumns()}
      rows={rows}
      rowKey={rowKey}
      rowLabel={(row) => t('rowLabel', { sequence: row.sequence, type: row.type })}
      onOpen={(row) => onOpen(row.id)}
      isStale={isStale}
    />
  );
}

function useEventColumns(): readonly Column<HubEvent>[] {
  const { t } = useTranslation('events');
  return [
    {
      key: 'sequence',
      header: t('columns.sequence'),
      cell: (row) => <span className="tabular">{row.sequence}</span>,
    },
    {
      key: 'event',
      header: t('columns.event'),
      isEssential: true,
      cell: (row) => <EventTypeText type={row.type} />,
    },
    {
      key: 'resource',
      header: t('columns.resource'),
      isEssential: true,
      cell: (row) => (
        <ResourceLink type={row.type} resourceId={resourceId(row)} livemode={row.livemode} event={row} />
      ),
    },
    {
      key: 'time',
      header: t('columns.time'),
      isEssential: true,
      cell: (row) => <TimeText value={row.created_at} as="precise" />,
    },
  ];
}
