import { Button, Group, Paper, Progress, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { cancelReplay, type Replay } from '../api/replays.ts';
import type { WebhookEndpoint } from '../api/shapes.ts';
import { openConfirm } from '../components/confirm.tsx';
import { useAction } from '../components/use-action.ts';
import { endpointOfReplay } from './endpoint-of-replay.ts';

interface ReplayProgressProps {
  readonly replay: Replay;
  readonly endpoints: readonly WebhookEndpoint[];
}

/** A replay on its way; asked for again by the page until it ends. */
export function ReplayProgress({ replay, endpoints }: ReplayProgressProps) {
  const { t } = useTranslation('replays');
  const cancel = useCancel(replay.id);
  const title = t('running.title', { endpoint: endpointOfReplay(replay, endpoints) ?? t('past.deleted') });
  const percent = replay.total === 0 ? 0 : (replay.enqueued / replay.total) * 100;
  return (
    <Paper withBorder p="sm" role="region" aria-label={title}>
      <Group justify="space-between" gap="xs">
        <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
          {title}
        </Text>
        <Button size="compact-sm" variant="default" onClick={cancel}>
          {t('running.cancel')}
        </Button>
      </Group>
      <Progress.Root size="lg" my="xs">
        <Progress.Section value={percent} aria-label={t('running.progress')} animated />
      </Progress.Root>
      <Text size="sm" className="tabular" role="status">
        {replay.status === 'pending'
          ? t('running.waiting')
          : t('running.count', { done: replay.enqueued, total: replay.total })}
      </Text>
    </Paper>
  );
}

function useCancel(id: string): () => void {
  const { t } = useTranslation('replays');
  const { mutateAsync } = useAction({
    run: () => cancelReplay(id),
    renews: [['replays', 'list']],
    success: t('running.cancelled'),
    showsError: false,
  });
  return () =>
    openConfirm({
      title: t('running.cancelTitle'),
      text: t('running.cancelText'),
      confirmLabel: t('running.cancel'),
      onConfirm: () => mutateAsync(),
    });
}
