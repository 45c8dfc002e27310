import { BarChart } from '@mantine/charts';
import { useTranslation } from 'react-i18next';
import type { HealthHour } from '../api/shapes.ts';
import { HEALTH_SERIES, hourLabel } from '../components/health-series.ts';
import { CHART_HEIGHT } from './chart-height.ts';

/** Deliveries by hour. For the eyes alone: the summary above and the table below say the same in words. */
export function HealthChart({ hours }: { hours: readonly HealthHour[] }) {
  const { t } = useTranslation();
  return (
    <div aria-hidden="true" data-testid="health-chart">
      <BarChart
        h={CHART_HEIGHT}
        type="stacked"
        data={hours.map((hour) => ({ ...hour, label: hourLabel(hour) }))}
        dataKey="label"
        series={HEALTH_SERIES.map(({ status, color }) => ({
          name: status,
          color,
          label: t(`deliveryStatus.${status}`),
        }))}
        withLegend
        legendProps={{ verticalAlign: 'bottom' }}
        yAxisProps={{ allowDecimals: false, width: 44 }}
        barChartProps={{ accessibilityLayer: false }}
        barProps={{ isAnimationActive: false }}
      />
    </div>
  );
}
