import { Button, Collapse, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Replay } from '../api/replays.ts';
import type { WebhookEndpoint } from '../api/shapes.ts';
import { ReplayProgress } from './replay-progress.tsx';
import { ReplayTable } from './replay-table.tsx';
import { useReplays } from './use-replays.ts';

/** Replays under way with their progress, and those that have ended; nothing while there was none. */
export function ReplaysSection({ endpoints }: { endpoints: readonly WebhookEndpoint[] }) {
  const { underWay, ended } = useReplays(endpoints);
  if (underWay.length + ended.length === 0) return null;
  return (
    <Stack gap="xs" mb="sm">
      {underWay.map((replay) => (
        <ReplayProgress key={replay.id} replay={replay} endpoints={endpoints} />
      ))}
      {ended.length === 0 ? null : <EarlierReplays replays={ended} endpoints={endpoints} />}
    </Stack>
  );
}

interface EarlierReplaysProps {
  readonly replays: readonly Replay[];
  readonly endpoints: readonly WebhookEndpoint[];
}

function EarlierReplays({ replays, endpoints }: EarlierReplaysProps) {
  const { t } = useTranslation('replays');
  const [isOpen, { toggle }] = useDisclosure(false);
  const id = useId();
  const Chevron = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <div>
      <Button
        size="compact-sm"
        variant="subtle"
        leftSection={<Chevron size={14} aria-hidden />}
        onClick={toggle}
        aria-expanded={isOpen}
        aria-controls={id}
      >
        {t('past.show', { count: replays.length })}
      </Button>
      <Collapse expanded={isOpen} id={id}>
        {isOpen ? <ReplayTable replays={replays} endpoints={endpoints} /> : null}
      </Collapse>
    </div>
  );
}
