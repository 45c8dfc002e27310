import { Alert, Button, Group, Skeleton, Stack } from '@mantine/core';
import { IconDeviceWatch, IconFlask } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { ApiError } from '../api/api-error.ts';
import { listingQuery } from '../api/listings.ts';
import type { Mode } from '../api/shapes.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { ErrorState } from '../components/error-state.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { useWorld } from '../shell/world.tsx';
import { ListingEditor } from './listing-editor.tsx';

export function ListingPage() {
  const { id = '' } = useParams();
  return <ListingOfWorld key={id} id={id} />;
}

/** The listing in the world shown. While something is typed the page stays with its own, whatever is switched to. */
function ListingOfWorld({ id }: { id: string }) {
  const { t } = useTranslation('inventory');
  const { mode: shown } = useWorld();
  const [kept, setKept] = useState<Mode | null>(null);
  const mode = kept ?? shown;
  const { data, error, refetch } = useQuery(listingQuery(mode, id));
  const keep = useCallback((isDirty: boolean) => setKept(isDirty ? mode : null), [mode]);
  if (data === undefined) {
    if (error instanceof ApiError && error.status === 404) return <NotHere mode={mode} />;
    return error === null ? <LoadingListing /> : <ErrorState error={error} onRetry={() => void refetch()} />;
  }
  const notice =
    mode === shown ? null : (
      <Alert color="yellow" icon={<IconFlask />} mb="md" p="xs">
        {t(mode === 'live' ? 'page.otherWorldLive' : 'page.otherWorldTest')}
      </Alert>
    );
  return <ListingEditor key={mode} listing={data} mode={mode} notice={notice} onDirtyChange={keep} />;
}

function NotHere({ mode }: { mode: Mode }) {
  const { t } = useTranslation('inventory');
  return (
    <>
      <PageHeader title={t('page.notFoundTitle')} parent={{ to: '/inventory', label: t('title') }} />
      <EmptyState
        icon={IconDeviceWatch}
        title={t('page.notFoundTitle')}
        text={t(mode === 'test' ? 'page.notFoundTest' : 'page.notFoundLive')}
      >
        <Button component={Link} to="/inventory">
          {t('page.toList')}
        </Button>
      </EmptyState>
    </>
  );
}

function LoadingListing() {
  const { t } = useTranslation();
  return (
    <Stack role="status" aria-busy aria-label={t('loading')}>
      <Skeleton height={36} maw={420} />
      <Group align="flex-start" wrap="nowrap">
        <Skeleton height={420} style={{ flex: 1 }} />
        <Skeleton height={240} w={320} visibleFrom="lg" />
      </Group>
    </Stack>
  );
}
