import { Box, Button, Card, Collapse, Group, Stack, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown, IconChevronRight, IconKey, IconPlus } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiKey, Integration, Mode } from '../api/shapes.ts';
import { DataTable } from '../components/data-table.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { TestBadge } from '../components/status-badge.tsx';
import { CreateKeyModal } from './create-key-modal.tsx';
import { keysOf } from './key-groups.ts';
import { RollKeyModal } from './roll-key-modal.tsx';
import { useKeyColumns } from './use-key-columns.tsx';
import { useRevokeKey } from './use-revoke-key.ts';

interface KeysSectionProps {
  readonly integration: Integration;
  readonly mode: Mode;
  /** Said above the keys. */
  readonly children?: ReactNode;
}

/** The keys of one world. */
export function KeysSection({ integration, mode, children }: KeysSectionProps) {
  const { t } = useTranslation('apiKeys');
  const [isCreating, { open, close }] = useDisclosure(false);
  const [rolled, setRolled] = useState<ApiKey | null>(null);
  const isLocked = integration.dealer.plan === 'starter';
  const { current, past } = keysOf(integration.api_keys, mode);
  const titleId = `keys-${mode}`;
  const create = (
    <Button leftSection={<IconPlus size={16} />} onClick={open} disabled={isLocked}>
      {t(`sections.${mode}.create`)}
    </Button>
  );
  return (
    <Card withBorder component="section" aria-labelledby={titleId}>
      <Stack gap="sm">
        <Group justify="space-between" align="flex-start">
          <Box maw={720} style={{ flex: '1 1 260px' }}>
            <Group gap="xs">
              <Title order={2} size="h4" id={titleId}>
                {t(`sections.${mode}.title`)}
              </Title>
              {mode === 'test' ? <TestBadge /> : null}
            </Group>
            <Text size="sm" c="dimmed">
              {t(`sections.${mode}.text`)}
            </Text>
          </Box>
          {current.length === 0 ? null : create}
        </Group>
        {children}
        {current.length === 0 ? (
          <EmptyState
            icon={IconKey}
            title={t(`sections.${mode}.emptyTitle`)}
            text={t(`sections.${mode}.emptyText`)}
          >
            {create}
          </EmptyState>
        ) : (
          <CurrentKeys mode={mode} keys={current} isLocked={isLocked} onRoll={setRolled} />
        )}
        {past.length === 0 ? null : <PastKeys mode={mode} keys={past} />}
      </Stack>
      <CreateKeyModal isOpen={isCreating} mode={mode} onClose={close} />
      {rolled === null ? null : <RollKeyModal apiKey={rolled} onClose={() => setRolled(null)} />}
    </Card>
  );
}

interface KeysProps {
  readonly mode: Mode;
  readonly keys: readonly ApiKey[];
}

function CurrentKeys({
  mode,
  keys,
  isLocked,
  onRoll,
}: KeysProps & { readonly isLocked: boolean; readonly onRoll: (key: ApiKey) => void }) {
  const { t } = useTranslation('apiKeys');
  const columns = useKeyColumns({ roll: onRoll, revoke: useRevokeKey(), isLocked });
  return (
    <DataTable
      label={t(`sections.${mode}.title`)}
      columns={columns}
      rows={keys}
      rowKey={({ id }) => id}
      rowLabel={({ name }) => name}
    />
  );
}

function PastKeys({ mode, keys }: KeysProps) {
  const { t } = useTranslation('apiKeys');
  const [isOpen, { toggle }] = useDisclosure(false);
  const columns = useKeyColumns(null);
  const ToggleIcon = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <Box>
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        leftSection={<ToggleIcon size={16} />}
        onClick={toggle}
        aria-expanded={isOpen}
      >
        {t('past', { count: keys.length })}
      </Button>
      <Collapse expanded={isOpen} keepMounted={false}>
        <DataTable
          label={t('pastLabel', { section: t(`sections.${mode}.title`) })}
          columns={columns}
          rows={keys}
          rowKey={({ id }) => id}
          rowLabel={({ name }) => name}
        />
      </Collapse>
    </Box>
  );
}
