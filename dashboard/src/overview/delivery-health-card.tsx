import { Anchor, Button, Collapse, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { lazy, Suspense, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Overview } from '../api/shapes.ts';
import { SectionCard } from '../components/section-card.tsx';
import { TimeText } from '../components/time-text.tsx';
import { CHART_HEIGHT } from './chart-height.ts';
import { HealthSummary } from './health-summary.tsx';
import { HealthTable } from './health-table.tsx';

const HealthChart = lazy(async () => ({ default: (await import('./health-chart.tsx')).HealthChart }));

const LOG = '/channels/custom-integration/deliveries';

interface DeliveryHealthCardProps {
  readonly overview: Overview;
  readonly updatedMs: number;
}

export function DeliveryHealthCard({ overview, updatedMs }: DeliveryHealthCardProps) {
  const { t } = useTranslation('overview');
  const [isTableShown, { toggle }] = useDisclosure(false);
  const summaryId = useId();
  const tableId = useId();
  const { hours } = overview.deliveries;
  return (
    <SectionCard
      title={t('health.title')}
      action={
        <Anchor component={Link} to={LOG} size="sm">
          {t('health.log')}
        </Anchor>
      }
    >
      <Stack gap="sm">
        <div id={summaryId}>
          <HealthSummary deliveries={overview.deliveries} nowMs={updatedMs} />
        </div>
        <figure aria-labelledby={summaryId} style={{ margin: 0 }}>
          <Suspense fallback={<Skeleton h={CHART_HEIGHT} />}>
            <HealthChart hours={hours} />
          </Suspense>
        </figure>
        <Group justify="space-between" gap="xs">
          <Button
            size="compact-sm"
            variant="default"
            onClick={toggle}
            aria-expanded={isTableShown}
            aria-controls={tableId}
          >
            {t(isTableShown ? 'health.hideTable' : 'health.showTable')}
          </Button>
          <Text size="xs" c="dimmed">
            {t('health.updated')} <TimeText value={new Date(updatedMs).toISOString()} as="precise" />
          </Text>
        </Group>
        <Collapse expanded={isTableShown} id={tableId}>
          {isTableShown ? <HealthTable hours={hours} /> : null}
        </Collapse>
      </Stack>
    </SectionCard>
  );
}
