import { Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Delivery, Integration } from '../api/shapes.ts';
import { DataTable } from '../components/data-table.tsx';
import { endpointText } from '../components/endpoint-text.ts';
import { ErrorState } from '../components/error-state.tsx';
import { ListSkeleton } from '../components/list-skeleton.tsx';
import { Pager } from '../components/pager.tsx';
import type { usePages } from '../components/use-pages.ts';
import { NewRowsButton } from '../live/new-rows-button.tsx';
import { useCalmRows } from '../live/use-calm-rows.ts';
import { useOpened } from '../live/use-opened.ts';
import { useReading } from '../live/use-reading.ts';
import { DeliveryDrawer } from './delivery-drawer.tsx';
import type { FilterProps } from './delivery-filters.ts';
import { EmptyLog } from './empty-log.tsx';
import { RetrySummaryAlert } from './retry-summary-alert.tsx';
import { SelectionBar } from './selection-bar.tsx';
import { useBulkRetry } from './use-bulk-retry.ts';
import { useDeliveryColumns } from './use-delivery-columns.tsx';

interface DeliveryListProps extends FilterProps {
  readonly pages: ReturnType<typeof usePages<Delivery>>;
  readonly integration: Integration;
}

const NOTHING: ReadonlySet<string> = new Set();
const rowKey = (row: Delivery) => row.id;

/** The rows, what is chosen of them, and the one that is open. */
export function DeliveryList({ pages, filters, onChange, integration }: DeliveryListProps) {
  const { query, page, isStale } = pages;
  const listKey = JSON.stringify([filters, page]);
  const opened = useOpened('delivery');
  const reading = useReading();
  // Rows that can't be seen any more must not be sent again: what was chosen goes with its list.
  const [chosen, setChosen] = useState({ listKey, keys: NOTHING });
  const keys = chosen.listKey === listKey ? chosen.keys : NOTHING;
  const calm = useCalmRows({
    rows: pages.rows,
    rowKey,
    listKey,
    isStale: isStale || query.isPending,
    isReading: reading.isReading || opened.openedId !== null || keys.size > 0,
  });
  const retry = useBulkRetry();
  const sendChosen = () => void retry.run([...keys]).then(() => setChosen({ listKey, keys: NOTHING }));
  return (
    <Stack gap="xs" mt="xs">
      {keys.size === 0 ? null : (
        <SelectionBar
          count={keys.size}
          done={retry.done}
          onRetry={sendChosen}
          onClear={() => setChosen({ listKey, keys: NOTHING })}
        />
      )}
      {retry.summary === null ? null : (
        <RetrySummaryAlert summary={retry.summary} onClose={retry.closeSummary} />
      )}
      <div ref={reading.topRef} />
      <NewRowsButton count={calm.waiting} onShow={calm.showNew} />
      {query.error && query.data === undefined ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : query.isPending ? (
        <ListSkeleton />
      ) : calm.shown.length === 0 ? (
        <EmptyLog filters={filters} onChange={onChange} integration={integration} />
      ) : (
        <div {...reading.regionProps}>
          <Rows
            rows={calm.shown}
            integration={integration}
            isStale={isStale}
            onOpen={(row) => opened.open(row.id)}
            keys={keys}
            onChoose={(next) => setChosen({ listKey, keys: next })}
          />
        </div>
      )}
      <Pager page={page} rowCount={calm.shown.length} onPrevious={pages.onPrevious} onNext={pages.onNext} />
      <DeliveryDrawer opened={opened} listKeys={calm.shown.map(rowKey)} integration={integration} />
    </Stack>
  );
}

interface RowsProps {
  readonly rows: readonly Delivery[];
  readonly integration: Integration;
  readonly isStale: boolean;
  readonly onOpen: (row: Delivery) => void;
  readonly keys: ReadonlySet<string>;
  readonly onChoose: (keys: ReadonlySet<string>) => void;
}

function Rows({ rows, integration, isStale, onOpen, keys, onChoose }: RowsProps) {
  const { t } = useTranslation('deliveryLog');
  return (
    <DataTable
      label={t('table')}
      columns={useDeliveryColumns(integration)}
      rows={rows}
      rowKey={rowKey}
      rowLabel={(row) => t('rowLabel', { type: row.event_type, host: endpointText(row.url) })}
      onOpen={onOpen}
      isStale={isStale}
      selection={{ keys, onChange: onChoose }}
    />
  );
}
