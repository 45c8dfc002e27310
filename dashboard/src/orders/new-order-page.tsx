import { Alert } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { isOrderable, orderableQuery } from '../api/orders.ts';
import type { Listing } from '../api/shapes.ts';
import { PageHeader } from '../components/page-header.tsx';
import { TestBadge } from '../components/status-badge.tsx';
import { LoadingPage } from '../shell/loading-page.tsx';
import { useWorld } from '../shell/world.tsx';
import { NewOrderForm } from './new-order-form.tsx';
import { newLine } from './order-form.ts';

/** Entering an order by hand; `?listing=` names a watch to begin with. */
export function NewOrderPage() {
  const { t } = useTranslation('orders');
  const { mode } = useWorld();
  const [search] = useSearchParams();
  const listingId = search.get('listing');
  return (
    <>
      <PageHeader
        title={t('create.title')}
        text={t(mode === 'test' ? 'create.textTest' : 'create.text')}
        parent={{ to: '/orders', label: t('title') }}
        badges={mode === 'test' ? <TestBadge /> : null}
      />
      {/* The watches and customers of one world are unknown in the other. */}
      {listingId === null ? (
        <NewOrderForm key={mode} lines={[]} />
      ) : (
        <WithListing key={mode} id={listingId} />
      )}
    </>
  );
}

function WithListing({ id }: { id: string }) {
  const { t } = useTranslation('orders');
  const { mode } = useWorld();
  const { data: listing, isPending } = useQuery({ ...orderableQuery(mode, id), staleTime: Infinity });
  if (isPending) return <LoadingPage />;
  if (listing === undefined) {
    return (
      <>
        <Alert color="yellow" mb="md" role="alert">
          {t('create.preselectFailed')}
        </Alert>
        <NewOrderForm lines={[]} />
      </>
    );
  }
  if (!isOrderable(listing)) {
    return (
      <>
        <NotOrderable listing={listing} />
        <NewOrderForm lines={[]} />
      </>
    );
  }
  return <NewOrderForm lines={[newLine(listing)]} />;
}

function NotOrderable({ listing }: { listing: Listing }) {
  const { t } = useTranslation('orders');
  const { t: shell } = useTranslation();
  const status = shell(`listingStatus.${listing.status}`).toLowerCase();
  return (
    <Alert color="yellow" mb="md" role="alert">
      {t('create.preselectUnavailable', { title: listing.title, status })}
    </Alert>
  );
}
