import { Button, Group, Text } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

interface PagerProps {
  readonly page: number;
  readonly rowCount: number;
  /** Null where there is no such page. */
  readonly onPrevious: (() => void) | null;
  readonly onNext: (() => void) | null;
}

/** To the page before and behind; hidden while one page is all there is. */
export function Pager({ page, rowCount, onPrevious, onNext }: PagerProps) {
  const { t } = useTranslation();
  if (onPrevious === null && onNext === null) return null;
  return (
    <Group component="nav" aria-label={t('pager.label')} justify="space-between" mt="sm">
      <Text size="sm" c="dimmed">
        {t('pager.page', { page })} · {t('pager.showing', { count: rowCount })}
      </Text>
      <Group gap="xs">
        <Button
          size="xs"
          variant="default"
          leftSection={<IconChevronLeft size={14} />}
          disabled={onPrevious === null}
          onClick={() => onPrevious?.()}
        >
          {t('actions.previous')}
        </Button>
        <Button
          size="xs"
          variant="default"
          rightSection={<IconChevronRight size={14} />}
          disabled={onNext === null}
          onClick={() => onNext?.()}
        >
          {t('actions.next')}
        </Button>
      </Group>
    </Group>
  );
}
