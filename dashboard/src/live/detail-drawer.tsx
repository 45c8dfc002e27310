import { ActionIcon, Box, Drawer, Group, Tooltip } from '@mantine/core';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import type { KeyboardEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { findNeighbours } from './neighbours.ts';

interface DetailDrawerProps {
  readonly title: ReactNode;
  /** Words for the buttons. */
  readonly labels: { readonly close: string; readonly previous: string; readonly next: string };
  /** Null = closed. */
  readonly openedId: string | null;
  /** Of the list it was opened from, in its order. */
  readonly listKeys: readonly string[];
  readonly onMove: (id: string) => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** One row of a list in full, at the side of the list; its neighbours are a button or Alt and an arrow away. */
export function DetailDrawer(props: DetailDrawerProps) {
  const { title, labels, openedId, listKeys, onMove, onClose, children } = props;
  const { previous, next } = findNeighbours(listKeys, openedId);
  const onKeyDown = (event: KeyboardEvent) => {
    const target = event.key === 'ArrowUp' ? previous : event.key === 'ArrowDown' ? next : null;
    // Arrows alone scroll.
    if (!event.altKey || target === null) return;
    event.preventDefault();
    onMove(target);
  };
  return (
    <Drawer
      opened={openedId !== null}
      onClose={onClose}
      onKeyDown={onKeyDown}
      position="right"
      size="xl"
      title={
        <Group gap="xs">
          {title}
          <Box>
            <Neighbour id={previous} label={labels.previous} keys="ArrowUp" onMove={onMove} />
            <Neighbour id={next} label={labels.next} keys="ArrowDown" onMove={onMove} />
          </Box>
        </Group>
      }
      closeButtonProps={{ 'aria-label': labels.close }}
    >
      {children}
    </Drawer>
  );
}

interface NeighbourProps {
  readonly id: string | null;
  readonly label: string;
  readonly keys: 'ArrowUp' | 'ArrowDown';
  readonly onMove: (id: string) => void;
}

function Neighbour({ id, label, keys, onMove }: NeighbourProps) {
  const { t } = useTranslation('live');
  const Chevron = keys === 'ArrowUp' ? IconChevronUp : IconChevronDown;
  return (
    <Tooltip label={t(`keys.${keys}`, { label })} withArrow>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={label}
        aria-keyshortcuts={`Alt+${keys}`}
        disabled={id === null}
        onClick={() => onMove(id!)}
      >
        <Chevron size={18} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
