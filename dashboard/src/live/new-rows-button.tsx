import { Button, Group } from '@mantine/core';
import { IconArrowUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

/** What came while the list held still; pressed, it is shown. */
export function NewRowsButton({ count, onShow }: { count: number; onShow: () => void }) {
  const { t } = useTranslation('live');
  return (
    // Always there, so that its coming moves nothing and is read out.
    <Group justify="center" mih={30} aria-live="polite">
      {count === 0 ? null : (
        <Button
          size="compact-sm"
          radius="xl"
          variant="light"
          leftSection={<IconArrowUp size={14} aria-hidden />}
          onClick={onShow}
        >
          {t('newRows', { count })}
        </Button>
      )}
    </Group>
  );
}
