import { Alert } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/api-error.ts';
import { integrationQuery } from '../api/integration.ts';
import { listingCountsQuery } from '../api/listings.ts';
import { useWorld } from '../shell/world.tsx';

/** Says that the plan allows no more live listings, as soon as that is so, and what can be done about it. */
export function LimitAlert({ failure }: { failure: unknown }) {
  const { t } = useTranslation('inventory');
  const { mode } = useWorld();
  const { data: integration } = useQuery(integrationQuery);
  const { data: counts } = useQuery(listingCountsQuery(mode, ''));
  if (integration === undefined || mode === 'test') return null;
  const limit = integration.dealer.listing_limit;
  const used = counts === undefined ? 0 : counts.draft + counts.published + counts.unpublished;
  const isRefused = failure instanceof ApiError && failure.code === 'inventory_limit_reached';
  if (used < limit && !isRefused) return null;
  return (
    <Alert color="yellow" icon={<IconLock />} title={t('page.limitTitle')} mb="md">
      {t('page.limitText', { count: limit })}
    </Alert>
  );
}
