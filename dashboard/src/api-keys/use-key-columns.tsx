import { Button, Code, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ApiKey } from '../api/shapes.ts';
import type { Column } from '../components/column.ts';
import { StatusBadge } from '../components/status-badge.tsx';
import { TimeText } from '../components/time-text.tsx';
import { scopesWord } from './key-groups.ts';

interface KeyActions {
  readonly roll: (key: ApiKey) => void;
  readonly revoke: (key: ApiKey) => void;
  /** Without the plan a key can be ended, not replaced. */
  readonly isLocked: boolean;
}

/** @param actions null for keys that have ended */
export function useKeyColumns(actions: KeyActions | null): Column<ApiKey>[] {
  const { t } = useTranslation('apiKeys');
  const columns: Column<ApiKey>[] = [
    { key: 'name', header: t('columns.name'), cell: (key) => <KeyName apiKey={key} /> },
    {
      key: 'scopes',
      header: t('columns.scopes'),
      cell: ({ scopes }) => t(`scopes.${scopesWord(scopes)}`),
      isEssential: true,
    },
    {
      key: 'status',
      header: t('columns.status'),
      cell: (key) => <KeyStatus apiKey={key} />,
      isEssential: true,
    },
    {
      key: 'lastUsed',
      header: t('columns.lastUsed'),
      cell: ({ last_used_at }) =>
        last_used_at === null ? t('notUsed') : <TimeText value={last_used_at} as="relative" />,
      isEssential: true,
    },
    {
      key: 'expires',
      header: t('columns.expires'),
      cell: ({ expires_at }) => (expires_at === null ? t('never') : <TimeText value={expires_at} />),
      isEssential: true,
    },
    {
      key: 'created',
      header: t('columns.created'),
      cell: ({ created_at }) => <TimeText value={created_at} />,
      isEssential: true,
    },
  ];
  if (actions === null) return columns;
  return [
    ...columns,
    {
      key: 'actions',
      header: t('columns.actions'),
      cell: (key) => <KeyButtons apiKey={key} {...actions} />,
      align: 'right',
      isEssential: true,
    },
  ];
}

function KeyName({ apiKey }: { apiKey: ApiKey }) {
  return (
    <Stack gap={2} align="flex-start" maw={320}>
      <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
        {apiKey.name}
      </Text>
      <Code>{apiKey.prefix}…</Code>
    </Stack>
  );
}

function KeyStatus({ apiKey }: { apiKey: ApiKey }) {
  const { t } = useTranslation('apiKeys');
  if (apiKey.status !== 'active') return <StatusBadge color="gray" label={t(`status.${apiKey.status}`)} />;
  if (apiKey.rolled_to !== null) return <StatusBadge color="yellow" label={t('status.ending')} />;
  return <StatusBadge color="green" label={t('status.active')} />;
}

function KeyButtons({ apiKey, roll, revoke, isLocked }: { apiKey: ApiKey } & KeyActions) {
  const { t } = useTranslation('apiKeys');
  const { name, prefix } = apiKey;
  return (
    <Group gap={6} justify="flex-end" wrap="nowrap">
      {apiKey.rolled_to === null ? (
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => roll(apiKey)}
          disabled={isLocked}
          aria-label={t('rollOf', { name, prefix })}
        >
          {t('roll')}
        </Button>
      ) : null}
      <Button
        size="compact-sm"
        variant="light"
        color="red"
        onClick={() => revoke(apiKey)}
        aria-label={t('revokeOf', { name, prefix })}
      >
        {t('revoke')}
      </Button>
    </Group>
  );
}
