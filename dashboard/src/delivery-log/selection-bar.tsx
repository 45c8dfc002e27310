import { Button, Group, Paper, Progress, Text } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

interface SelectionBarProps {
  readonly count: number;
  /** How many are done while they are sent again; null otherwise. */
  readonly done: number | null;
  readonly onRetry: () => void;
  readonly onClear: () => void;
}

/** What can be done with the rows that are chosen. */
export function SelectionBar({ count, done, onRetry, onClear }: SelectionBarProps) {
  const { t } = useTranslation('deliveryLog');
  return (
    <Paper withBorder p="xs" role="region" aria-label={t('retry.region')}>
      <Group gap="sm" justify="space-between">
        <Text size="sm" fw={600} aria-live="polite">
          {t('retry.selected', { count })}
        </Text>
        <Group gap="xs">
          <Button size="xs" variant="default" onClick={onClear} disabled={done !== null}>
            {t('retry.clearSelection')}
          </Button>
          <Button
            size="xs"
            leftSection={<IconSend size={14} aria-hidden />}
            onClick={onRetry}
            loading={done !== null}
          >
            {t('retry.sendSelected')}
          </Button>
        </Group>
      </Group>
      {done === null ? null : (
        <>
          <Progress value={(100 * done) / count} mt="xs" aria-label={t('retry.progressLabel')} />
          <Text size="xs" c="dimmed">
            {t('retry.progress', { done, total: count })}
          </Text>
        </>
      )}
    </Paper>
  );
}
