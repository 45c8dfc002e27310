import { Button, Checkbox, Popover, Stack } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { IconColumns3 } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { COLUMN_KEYS, type ColumnKey, DEFAULT_COLUMNS } from './inventory-columns.tsx';

/** The columns this browser's user wants to see. */
export function useColumnChoice() {
  const [chosen, setChosen] = useLocalStorage<readonly ColumnKey[]>({
    key: 'wth-inventory-columns',
    defaultValue: DEFAULT_COLUMNS,
    getInitialValueInEffect: false,
  });
  return { chosen, setChosen };
}

export function ColumnMenu({ chosen, setChosen }: ReturnType<typeof useColumnChoice>) {
  const { t } = useTranslation('inventory');
  return (
    <Popover position="bottom-end" shadow="md" trapFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<IconColumns3 size={16} aria-hidden />}>
          {t('columns.choose')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('columns.chooseLabel')}>
        <Checkbox.Group
          label={t('columns.chooseLabel')}
          value={[...chosen]}
          onChange={(next) => setChosen(COLUMN_KEYS.filter((key) => key === 'watch' || next.includes(key)))}
        >
          <Stack gap="xs" mt="xs">
            {COLUMN_KEYS.map((key) => (
              <Checkbox key={key} value={key} label={t(`columns.${key}`)} disabled={key === 'watch'} />
            ))}
          </Stack>
        </Checkbox.Group>
        <Button mt="sm" size="compact-sm" variant="subtle" onClick={() => setChosen(DEFAULT_COLUMNS)}>
          {t('columns.reset')}
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}
