import { Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { HealthHour } from '../api/shapes.ts';
import { HEALTH_SERIES, hourLabel } from '../components/health-series.ts';

/** What the chart shows, hour by hour, the latest first. */
export function HealthTable({ hours }: { hours: readonly HealthHour[] }) {
  const { t } = useTranslation(['overview', 'shell']);
  return (
    <Table
      aria-label={t('health.tableLabel')}
      className="tabular"
      fz={{ base: 'xs', sm: 'sm' }}
      verticalSpacing={4}
      horizontalSpacing={3}
    >
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('health.hour')}</Table.Th>
          {HEALTH_SERIES.map(({ status }) => (
            <Table.Th key={status} ta="right">
              {t(`shell:deliveryStatus.${status}`)}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {hours.toReversed().map((hour) => (
          <Table.Tr key={hour.hour}>
            <Table.Th scope="row" fw={400}>
              <Hour hour={hour} />
            </Table.Th>
            {HEALTH_SERIES.map(({ status }) => (
              <Table.Td key={status} ta="right">
                {hour[status]}
              </Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** Its beginning by the clock alone: no hour of a day occurs twice. */
function Hour({ hour }: { hour: HealthHour }) {
  const { t } = useTranslation();
  return (
    <time dateTime={hour.hour} title={t('time.utc', { time: hour.hour.slice(0, 16).replace('T', ' ') })}>
      {hourLabel(hour)}
    </time>
  );
}
