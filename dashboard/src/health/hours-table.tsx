import { Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { DELIVERY_STATUSES } from '../api/deliveries.ts';
import type { HealthHour } from '../api/shapes.ts';
import { TimeText } from '../components/time-text.tsx';

/** The hours in which there were deliveries, the newest first. */
export function HoursTable({ hours, label }: { hours: readonly HealthHour[]; label: string }) {
  const { t } = useTranslation(['health', 'shell']);
  const busy = hours.filter((hour) => DELIVERY_STATUSES.some((status) => hour[status] > 0)).toReversed();
  if (busy.length === 0) return <Text size="sm">{t('chart.quiet')}</Text>;
  return (
    <Table.ScrollContainer minWidth={420} type="native">
      <Table aria-label={label} verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('chart.hour')}</Table.Th>
            {DELIVERY_STATUSES.map((status) => (
              <Table.Th key={status} ta="right">
                {t(`shell:deliveryStatus.${status}`)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {busy.map((hour) => (
            <Table.Tr key={hour.hour}>
              <Table.Td>
                <TimeText value={hour.hour} />
              </Table.Td>
              {DELIVERY_STATUSES.map((status) => (
                <Table.Td key={status} ta="right">
                  {hour[status]}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
