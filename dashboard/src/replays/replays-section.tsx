import { Button, Collapse, Group, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Integration } from '../api/shapes.ts';
import { ReplayButton } from './replay-button.tsx';
import { ReplayProgress } from './replay-progress.tsx';
import { ReplayTable } from './replay-table.tsx';
import { useReplays } from './use-replays.ts';

interface ReplaysSectionProps {
  readonly integration: Integration;
  /** Chosen already elsewhere on the page; empty when none is. */
  readonly endpointId: string;
}

/** Where replays begin, those under way with their progress, and those that have ended. */
export function ReplaysSection({ integration, endpointId }: ReplaysSectionProps) {
  const endpoints = integration.webhook_endpoints;
  const { underWay, ended } = useReplays(endpoints);
  const [isOpen, { toggle }] = useDisclosure(false);
  const id = useId();
  if (endpoints.length === 0) return null;
  return (
    <Stack gap="xs" mb="sm">
      <Group gap="xs">
        <ReplayButton integration={integration} endpointId={endpointId} />
        {ended.length === 0 ? null : (
          <EarlierButton count={ended.length} isOpen={isOpen} onToggle={toggle} controls={id} />
        )}
      </Group>
      {underWay.map((replay) => (
        <ReplayProgress key={replay.id} replay={replay} endpoints={endpoints} />
      ))}
      <Collapse expanded={isOpen} id={id}>
        {isOpen ? <ReplayTable replays={ended} endpoints={endpoints} /> : null}
      </Collapse>
    </Stack>
  );
}

interface EarlierButtonProps {
  readonly count: number;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
  /** Id of what it opens. */
  readonly controls: string;
}

function EarlierButton({ count, isOpen, onToggle, controls }: EarlierButtonProps) {
  const { t } = useTranslation('replays');
  const Chevron = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <Button
      size="xs"
      variant="subtle"
      leftSection={<Chevron size={14} aria-hidden />}
      onClick={onToggle}
      aria-expanded={isOpen}
      aria-controls={controls}
    >
      {t('past.show', { count })}
    </Button>
  );
}
