import { ActionIcon, Kbd, Popover, Table, Title } from '@mantine/core';
import { IconKeyboard } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

interface KeyboardHelpProps {
  readonly isOpen: boolean;
  readonly onChange: (isOpen: boolean) => void;
}

/** What can be done on the list without a mouse. */
export function KeyboardHelp({ isOpen, onChange }: KeyboardHelpProps) {
  const { t } = useTranslation('inventory');
  const keys = [
    ['/', t('keyboard.search')],
    ['n', t('keyboard.new')],
    [t('keyboard.keys.move'), t('keyboard.move')],
    [t('keyboard.keys.open'), t('keyboard.open')],
    [t('keyboard.keys.select'), t('keyboard.select')],
    ['?', t('keyboard.help')],
  ] as const;
  return (
    <Popover opened={isOpen} onChange={onChange} position="bottom-end" shadow="md" trapFocus>
      <Popover.Target>
        <ActionIcon
          variant="default"
          size="input-sm"
          aria-label={t('keyboard.label')}
          onClick={() => onChange(!isOpen)}
        >
          <IconKeyboard size={18} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('keyboard.label')} tabIndex={-1} data-autofocus>
        <Title order={2} size="h6" mb="xs">
          {t('keyboard.label')}
        </Title>
        <Table withRowBorders={false} aria-label={t('keyboard.label')}>
          <Table.Tbody>
            {keys.map(([key, text]) => (
              <Table.Tr key={key}>
                <Table.Td>
                  <Kbd>{key}</Kbd>
                </Table.Td>
                <Table.Td>{text}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Popover.Dropdown>
    </Popover>
  );
}
