import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Replay, ReplayStatus } from '../api/replays.ts';
import type { WebhookEndpoint } from '../api/shapes.ts';
import type { Column } from '../components/column.ts';
import { DataTable } from '../components/data-table.tsx';
import { StatusBadge } from '../components/status-badge.tsx';
import { formatDateTime, TimeText } from '../components/time-text.tsx';
import { endpointOfReplay } from './endpoint-of-replay.ts';

const COLORS: Readonly<Record<ReplayStatus, string>> = {
  pending: 'yellow',
  running: 'blue',
  succeeded: 'green',
  cancelled: 'gray',
  failed: 'red',
};

const REASONS = [
  'endpoint_deleted',
  'endpoint_disabled',
  'integration_disabled',
  'plan_required',
  'internal_error',
] as const;

interface ReplayTableProps {
  readonly replays: readonly Replay[];
  readonly endpoints: readonly WebhookEndpoint[];
}

/** Replays that have ended, each with what it meant and what became of it. */
export function ReplayTable({ replays, endpoints }: ReplayTableProps) {
  const { t } = useTranslation('replays');
  const nameOf = (replay: Replay) => endpointOfReplay(replay, endpoints) ?? t('past.deleted');
  const columns = useColumns(nameOf);
  return (
    <DataTable
      label={t('past.label')}
      columns={columns}
      rows={replays}
      rowKey={({ id }) => id}
      rowLabel={nameOf}
    />
  );
}

function useColumns(nameOf: (replay: Replay) => string): Column<Replay>[] {
  const { t } = useTranslation('replays');
  return [
    {
      key: 'created',
      header: t('past.columns.created'),
      cell: ({ created_at }) => <TimeText value={created_at} />,
    },
    { key: 'endpoint', header: t('past.columns.endpoint'), isEssential: true, cell: nameOf },
    {
      key: 'range',
      header: t('past.columns.range'),
      isEssential: true,
      cell: ({ since, until }) =>
        t('past.range', { since: formatDateTime(since), until: formatDateTime(until) }),
    },
    { key: 'what', header: t('past.columns.what'), cell: (replay) => <What replay={replay} /> },
    {
      key: 'result',
      header: t('past.columns.result'),
      isEssential: true,
      cell: ({ enqueued, total }) => t('past.result', { done: enqueued, total }),
    },
    {
      key: 'status',
      header: t('past.columns.status'),
      isEssential: true,
      cell: (replay) => <Ending replay={replay} />,
    },
  ];
}

function What({ replay: { only_failed, types } }: { replay: Replay }) {
  const { t } = useTranslation('replays');
  const kind = t(only_failed ? 'past.onlyFailed' : 'past.everything');
  return <>{types === null ? kind : `${kind} · ${t('past.types', { count: types.length })}`}</>;
}

function Ending({ replay: { status, reason } }: { replay: Replay }) {
  const { t } = useTranslation('replays');
  const known = REASONS.find((it) => it === reason);
  return (
    <>
      <StatusBadge color={COLORS[status]} label={t(`status.${status}`)} />
      {known === undefined ? null : (
        <Text size="xs" c="dimmed">
          {t(`reasons.${known}`)}
        </Text>
      )}
    </>
  );
}
