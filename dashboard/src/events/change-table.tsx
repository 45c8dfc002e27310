import { Table, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { HubEvent } from '../api/shapes.ts';
import { type Change, listChanges } from './changes.ts';

/** The fields an event changed, before and after; absent when it changed none. */
export function ChangeTable({ event }: { event: HubEvent }) {
  const { t } = useTranslation('events');
  const changes = listChanges(event);
  if (changes.length === 0) return null;
  return (
    <section>
      <Title order={3} size="h5" mb="xs">
        {t('drawer.changes')}
      </Title>
      <Table aria-label={t('drawer.changes')} layout="fixed" withTableBorder>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('drawer.field')}</Table.Th>
            <Table.Th>{t('drawer.before')}</Table.Th>
            <Table.Th>{t('drawer.after')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {changes.map(({ field, before, after }) => (
            <Table.Tr key={field}>
              <Table.Th scope="row" style={{ overflowWrap: 'anywhere' }}>
                {field.charAt(0).toUpperCase() + field.slice(1)}
              </Table.Th>
              <Value value={before} />
              <Value value={after} />
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

function Value({ value }: { value: Change['before'] }) {
  const { t } = useTranslation('events');
  return (
    <Table.Td style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap', verticalAlign: 'top' }}>
      {(typeof value === 'boolean' ? t(value ? 'drawer.yes' : 'drawer.no') : value) ?? (
        <Text size="sm" c="dimmed" fs="italic" component="span">
          {t('drawer.nothing')}
        </Text>
      )}
    </Table.Td>
  );
}
