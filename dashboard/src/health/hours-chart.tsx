import { BarChart } from '@mantine/charts';
import { Box, Button, Group, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import type { DeliveryStatus, HealthHour } from '../api/shapes.ts';
import { HEALTH_SERIES, hourLabel } from '../components/health-series.ts';
import { HoursTable } from './hours-table.tsx';

const sumOf = (hours: readonly HealthHour[], status: DeliveryStatus) =>
  hours.reduce((sum, hour) => sum + hour[status], 0);

interface HoursChartProps {
  readonly hours: readonly HealthHour[];
  /** Names the endpoint. */
  readonly host: string;
}

/** Deliveries of the last 24 hours: a line of bars, the same in a sentence, and as a table on request. */
export function HoursChart({ hours, host }: HoursChartProps) {
  const { t } = useTranslation(['health', 'shell']);
  const [showsTable, { toggle }] = useDisclosure(false);
  const data = hours.map((hour) => ({ ...hour, hour: hourLabel(hour) }));
  const series = HEALTH_SERIES.map(({ status, color }) => ({
    name: status,
    color,
    label: t(`shell:deliveryStatus.${status}`),
  }));
  return (
    <Box>
      {/* The sentence and the table say the same. */}
      <Box aria-hidden style={{ borderBottom: '1px solid var(--mantine-color-default-border)' }}>
        <BarChart
          h={64}
          data={data}
          dataKey="hour"
          type="stacked"
          series={series}
          withXAxis={false}
          withYAxis={false}
          gridAxis="none"
          barChartProps={{ accessibilityLayer: false }}
        />
      </Box>
      <Group justify="space-between" gap="xs">
        <Text size="sm">
          {t('chart.text', {
            delivered: sumOf(hours, 'delivered'),
            failed: sumOf(hours, 'failed'),
            pending: sumOf(hours, 'pending'),
            cancelled: sumOf(hours, 'cancelled'),
          })}
        </Text>
        <Button size="compact-sm" variant="subtle" onClick={toggle} aria-expanded={showsTable}>
          {t(showsTable ? 'chart.hideTable' : 'chart.showTable')}
        </Button>
      </Group>
      {showsTable ? <HoursTable hours={hours} label={t('chart.tableLabel', { host })} /> : null}
    </Box>
  );
}
