import { Button } from '@mantine/core';
import { IconArrowUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './new-rows-button.module.css';

/** What came while the list held still; pressed, it is shown. */
export function NewRowsButton({ count, onShow }: { count: number; onShow: () => void }) {
  const { t } = useTranslation('live');
  return (
    // Always there, so that what comes into it is read out.
    <div className={classes.place} aria-live="polite">
      {count === 0 ? null : (
        <Button
          size="compact-md"
          radius="xl"
          leftSection={<IconArrowUp size={14} aria-hidden />}
          onClick={onShow}
        >
          {t('newRows', { count })}
        </Button>
      )}
    </div>
  );
}
