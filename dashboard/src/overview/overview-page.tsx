import { Button, Grid, Skeleton, Stack } from '@mantine/core';
import { IconFileImport, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { integrationQuery } from '../api/integration.ts';
import { OVERVIEW_REFRESH_MS, overviewQuery } from '../api/overview.ts';
import type { Integration, Overview } from '../api/shapes.ts';
import { ErrorState } from '../components/error-state.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { useWorld } from '../shell/world.tsx';
import { AttentionCard } from './attention-card.tsx';
import { DeliveryHealthCard } from './delivery-health-card.tsx';
import { FirstSteps } from './first-steps.tsx';
import { isNewDealer } from './new-dealer.ts';
import { OrdersCard } from './orders-card.tsx';
import { StockCard } from './stock-card.tsx';

export function OverviewPage() {
  const { mode } = useWorld();
  const overview = useQuery(overviewQuery(mode));
  const integration = useQuery({ ...integrationQuery, refetchInterval: OVERVIEW_REFRESH_MS });
  const retry = () => void Promise.all([overview.refetch(), integration.refetch()]);
  if (overview.data === undefined || integration.data === undefined) {
    const error = overview.error ?? integration.error;
    return (
      <>
        <Header withActions={false} />
        {error === null ? <OverviewSkeleton /> : <ErrorState error={error} onRetry={retry} />}
      </>
    );
  }
  const isNew = isNewDealer(overview.data, integration.data);
  return (
    <>
      <Header withActions={!isNew} />
      {isNew ? (
        <FirstSteps integration={integration.data} />
      ) : (
        <Cards
          overview={overview.data}
          integration={integration.data}
          updatedMs={Math.max(overview.dataUpdatedAt, integration.dataUpdatedAt)}
        />
      )}
    </>
  );
}

function Header({ withActions }: { withActions: boolean }) {
  const { t } = useTranslation('overview');
  return (
    <PageHeader title={t('title')} text={t('text')}>
      {withActions ? (
        <>
          <Button
            component={Link}
            to="/inventory/import"
            variant="default"
            leftSection={<IconFileImport size={16} aria-hidden />}
          >
            {t('importStock')}
          </Button>
          <Button component={Link} to="/inventory/new" leftSection={<IconPlus size={16} aria-hidden />}>
            {t('addWatch')}
          </Button>
        </>
      ) : null}
    </PageHeader>
  );
}

interface CardsProps {
  readonly overview: Overview;
  readonly integration: Integration;
  readonly updatedMs: number;
}

/** What needs attention comes first where there is one column, and stands at the side where there are two. */
function Cards({ overview, integration, updatedMs }: CardsProps) {
  return (
    <Grid gap="md">
      <Grid.Col span={{ base: 12, lg: 4 }} order={{ base: 1, lg: 2 }}>
        <AttentionCard overview={overview} integration={integration} nowMs={updatedMs} />
      </Grid.Col>
      <Grid.Col span={{ base: 12, lg: 8 }} order={{ base: 2, lg: 1 }}>
        <Stack>
          <StockCard overview={overview} limit={integration.dealer.listing_limit} />
          <OrdersCard overview={overview} />
          <DeliveryHealthCard overview={overview} updatedMs={updatedMs} />
        </Stack>
      </Grid.Col>
    </Grid>
  );
}

function OverviewSkeleton() {
  const { t } = useTranslation();
  return (
    <Grid role="status" aria-label={t('loading')}>
      <Grid.Col span={{ base: 12, lg: 8 }}>
        <Stack>
          <Skeleton h={180} />
          <Skeleton h={130} />
          <Skeleton h={320} />
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, lg: 4 }}>
        <Skeleton h={240} />
      </Grid.Col>
    </Grid>
  );
}
