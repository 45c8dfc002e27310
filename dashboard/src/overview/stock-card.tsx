import { Anchor, Group, Progress, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconCircleCheck, IconEyeOff, IconPencil, IconTag } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Overview } from '../api/shapes.ts';
import { SectionCard } from '../components/section-card.tsx';
import { PLAN_NEARLY_FULL } from './attention.ts';
import { CountLink } from './count-link.tsx';
import { countsAgainstPlan } from './plan-usage.ts';

const STATUSES = [
  { status: 'published', icon: IconCircleCheck, color: 'green' },
  { status: 'draft', icon: IconPencil, color: 'gray' },
  { status: 'unpublished', icon: IconEyeOff, color: 'yellow' },
  { status: 'sold', icon: IconTag, color: 'blue' },
] as const;

export function StockCard({ overview, limit }: { overview: Overview; limit: number }) {
  const { t } = useTranslation(['overview', 'shell']);
  return (
    <SectionCard
      title={t('stock.title')}
      action={
        <Anchor component={Link} to="/inventory" size="sm">
          {t('stock.all')}
        </Anchor>
      }
    >
      <Stack gap="sm">
        <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="sm">
          {STATUSES.map(({ status, icon, color }) => (
            <CountLink
              key={status}
              to={`/inventory?status=${status}`}
              label={t(`shell:listingStatus.${status}`)}
              count={overview.listings[status]}
              icon={icon}
              color={color}
            />
          ))}
        </SimpleGrid>
        {overview.mode === 'live' ? (
          <PlanUsage used={countsAgainstPlan(overview.listings)} limit={limit} />
        ) : (
          <Text size="sm" c="dimmed">
            {t('stock.testNotCounted')}
          </Text>
        )}
      </Stack>
    </SectionCard>
  );
}

function PlanUsage({ used, limit }: { used: number; limit: number }) {
  const { t } = useTranslation('overview');
  const percent = Math.min(100, (used / limit) * 100);
  const color = used >= limit ? 'red' : used >= limit * PLAN_NEARLY_FULL ? 'yellow' : 'racing';
  return (
    <div>
      <Group justify="space-between" gap="xs" mb={4}>
        <Text size="sm">{t('stock.plan', { count: used, limit })}</Text>
        <Text size="xs" c="dimmed">
          {t('stock.planHint')}
        </Text>
      </Group>
      <Progress value={percent} color={color} aria-label={t('stock.plan', { count: used, limit })} />
    </div>
  );
}
