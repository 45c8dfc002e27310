import { Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

interface HeaderTableProps {
  readonly title: string;
  /** Which attempt, for those who hear the table's name alone. */
  readonly of: string;
  readonly headers: Readonly<Record<string, string>>;
}

export function HeaderTable({ title, of, headers }: HeaderTableProps) {
  const { t } = useTranslation('deliveryLog');
  return (
    <div>
      <Text size="sm" fw={600}>
        {title}
      </Text>
      <Table aria-label={`${title}, ${of}`} layout="fixed" fz="xs" verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w="40%">{t('attempt.headerName')}</Table.Th>
            <Table.Th>{t('attempt.headerValue')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {Object.entries(headers).map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Td ff="monospace" style={{ overflowWrap: 'anywhere' }}>
                {name}
              </Table.Td>
              <Table.Td ff="monospace" style={{ overflowWrap: 'anywhere' }}>
                {value}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
