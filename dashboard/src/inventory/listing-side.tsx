import { Anchor, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { memo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { integrationQuery } from '../api/integration.ts';
import { ordersOfListingQuery } from '../api/listings.ts';
import type { Listing, Mode } from '../api/shapes.ts';
import { ErrorState } from '../components/error-state.tsx';
import { SectionCard } from '../components/section-card.tsx';
import { ListingStatusBadge, OrderStatusBadge, TestBadge } from '../components/status-badge.tsx';
import { TimeText } from '../components/time-text.tsx';

interface SideProps {
  readonly listing: Listing;
  readonly mode: Mode;
}

/** What is known of a listing beside its fields. */
export const ListingSide = memo(({ listing, mode }: SideProps) => (
  <Stack>
    <Channels listing={listing} />
    <Orders listing={listing} mode={mode} />
    <Facts listing={listing} />
  </Stack>
));

function Channels({ listing }: { listing: Listing }) {
  const { t } = useTranslation('inventory');
  const { data: integration } = useQuery(integrationQuery);
  const { id, status, is_test } = listing;
  const isPaused = !is_test && integration?.status === 'test_mode' && status !== 'draft';
  return (
    <SectionCard title={t('channels.title')}>
      <Stack gap="xs">
        <Group justify="space-between" gap="xs">
          <Text size="sm" fw={500}>
            {t('channels.integration')}
          </Text>
          <Group gap={4}>
            {is_test ? <TestBadge /> : null}
            <ListingStatusBadge status={status} />
          </Group>
        </Group>
        <Text size="sm">{t(`channels.${status}`)}</Text>
        {is_test ? <Note text={t('channels.testData')} /> : null}
        {isPaused ? <Note text={t('channels.testMode')} /> : null}
        {integration?.status === 'disabled' ? <Note text={t('channels.disabled')} /> : null}
        <Anchor component={Link} to={`/channels/custom-integration/deliveries?q=${id}`} size="sm">
          {t('channels.deliveries')}
        </Anchor>
      </Stack>
    </SectionCard>
  );
}

const Note = ({ text }: { text: string }) => (
  <Text size="sm" c="dimmed">
    {text}
  </Text>
);

function Orders({ listing, mode }: SideProps) {
  const { t } = useTranslation('inventory');
  const { data, error, refetch } = useQuery(ordersOfListingQuery(mode, listing));
  return (
    <SectionCard title={t('orders.title')}>
      {error === null ? null : <ErrorState error={error} onRetry={() => void refetch()} />}
      {data?.length === 0 ? <Note text={t('orders.none')} /> : null}
      <Stack gap="xs">
        {data?.map((order) => (
          <Group key={order.id} justify="space-between" gap="xs">
            <Anchor component={Link} to={`/orders/${order.id}`} size="sm">
              {t('orders.order', { number: order.number })}
            </Anchor>
            <OrderStatusBadge status={order.status} />
          </Group>
        ))}
      </Stack>
    </SectionCard>
  );
}

function Facts({ listing }: { listing: Listing }) {
  const { t } = useTranslation('inventory');
  const times = [
    [t('facts.published'), listing.published_at],
    [t('facts.sold'), listing.sold_at],
    [t('facts.created'), listing.created_at],
    [t('facts.updated'), listing.updated_at],
  ] as const;
  return (
    <SectionCard title={t('facts.title')}>
      <Stack gap={6} component="dl" m={0}>
        <Fact name={t('facts.version')} hint={t('facts.versionHint')}>
          {listing.version}
        </Fact>
        {listing.marked_sold_quantity === 0 ? null : (
          <Fact name={t('facts.markedSold')}>{listing.marked_sold_quantity}</Fact>
        )}
        {times.map(([name, time]) => (
          <Fact key={name} name={name}>
            <TimeText value={time} />
          </Fact>
        ))}
      </Stack>
    </SectionCard>
  );
}

function Fact({ name, hint, children }: { name: string; hint?: string; children: ReactNode }) {
  return (
    <Group justify="space-between" gap="xs" {...(hint === undefined ? {} : { title: hint })}>
      <Text size="sm" c="dimmed" component="dt">
        {name}
      </Text>
      <Text size="sm" component="dd" m={0}>
        {children}
      </Text>
    </Group>
  );
}
