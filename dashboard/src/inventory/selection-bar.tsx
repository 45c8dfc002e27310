import { Button, Group, Menu, Paper, Text } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../components/use-action.ts';
import type { BulkKind } from './bulk-dialog.tsx';
import type { ListingSelection } from './use-listing-selection.ts';

interface SelectionBarProps {
  readonly selection: ListingSelection;
  /** Rows of the page, and of the whole tab and search; null while unknown. */
  readonly onPage: number;
  readonly matching: number | null;
  readonly onAction: (kind: BulkKind) => void;
}

const MORE: readonly BulkKind[] = ['mark_sold', 'return_to_stock', 'delete'];

/** What can be done with the chosen rows; stays in view while they scroll. */
export function SelectionBar({ selection, onPage, matching, onAction }: SelectionBarProps) {
  const { t } = useTranslation('inventory');
  const count = selection.keys.size;
  const offersAll = count >= onPage && matching !== null && matching > count;
  return (
    <Paper
      withBorder
      shadow="sm"
      p="xs"
      mb="sm"
      role="region"
      aria-label={t('selection.label')}
      style={{ position: 'sticky', top: 64, zIndex: 3 }}
    >
      <Group justify="space-between" gap="xs">
        <Group gap="xs">
          <Text fw={600} size="sm" aria-live="polite">
            {t('selection.count', { count })}
          </Text>
          {offersAll ? <SelectAllButton selection={selection} matching={matching} /> : null}
          <Button size="compact-sm" variant="subtle" onClick={selection.clear}>
            {t('selection.clear')}
          </Button>
        </Group>
        <Group gap="xs">
          <Button size="xs" variant="default" onClick={() => onAction('publish')}>
            {t('bulk.publish')}
          </Button>
          <Button size="xs" variant="default" onClick={() => onAction('unpublish')}>
            {t('bulk.unpublish')}
          </Button>
          <Button size="xs" variant="default" onClick={() => onAction('price')}>
            {t('bulk.price')}
          </Button>
          <MoreMenu onAction={onAction} />
        </Group>
      </Group>
    </Paper>
  );
}

function SelectAllButton({ selection, matching }: { selection: ListingSelection; matching: number }) {
  const { t } = useTranslation('inventory');
  const chooseAll = useAction({ run: selection.chooseAll, renews: [] });
  const { fetched } = selection;
  return (
    <Button size="compact-sm" variant="light" onClick={() => chooseAll.mutate()} disabled={fetched !== null}>
      {fetched === null
        ? t('selection.all', { count: matching })
        : t('selection.fetching', { count: fetched })}
    </Button>
  );
}

function MoreMenu({ onAction }: Pick<SelectionBarProps, 'onAction'>) {
  const { t } = useTranslation('inventory');
  const { t: shared } = useTranslation();
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <Button size="xs" variant="default" rightSection={<IconChevronDown size={14} aria-hidden />}>
          {shared('actions.more')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {MORE.map((kind) => (
          <Menu.Item
            key={kind}
            onClick={() => onAction(kind)}
            {...(kind === 'delete' ? { color: 'red' } : {})}
          >
            {t(`bulk.${kind}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
