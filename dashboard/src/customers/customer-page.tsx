import { Badge, Grid, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { customerQuery } from '../api/customers.ts';
import type { Customer } from '../api/shapes.ts';
import { AddressText } from '../components/address-text.tsx';
import { DetailList, metadataDetails } from '../components/detail-list.tsx';
import { ErrorState } from '../components/error-state.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { SectionCard } from '../components/section-card.tsx';
import { TestBadge } from '../components/status-badge.tsx';
import { LoadingPage } from '../shell/loading-page.tsx';
import { useWorld } from '../shell/world.tsx';
import { ContactCard, IdsCard } from './contact-card.tsx';
import { customerName } from './customer-name.ts';
import { CustomerOrders } from './customer-orders.tsx';

/** One customer: who it is, how to reach them, and what they bought. */
export function CustomerPage() {
  const { t } = useTranslation('customers');
  const { mode } = useWorld();
  const { id = '' } = useParams();
  const query = useQuery(customerQuery(mode, id));
  const parent = { to: '/customers', label: t('title') };
  if (query.isPending) return <LoadingPage />;
  if (query.isError) {
    return (
      <>
        <PageHeader title={t('columns.name')} parent={parent} />
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      </>
    );
  }
  const customer = query.data;
  return (
    <>
      <PageHeader
        title={customerName(customer) ?? t('unnamed')}
        parent={parent}
        badges={customer.is_test ? <TestBadge /> : null}
      />
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 8 }}>
          <CustomerOrders customerId={customer.id} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 4 }}>
          <Stack>
            <ContactCard customer={customer} />
            <MoreCards customer={customer} />
            <IdsCard customer={customer} />
          </Stack>
        </Grid.Col>
      </Grid>
    </>
  );
}

/** Address, tags, note and metadata; what is empty is left out, save the address. */
function MoreCards({ customer }: { customer: Customer }) {
  const { t } = useTranslation('customers');
  const { address, tags, note, metadata } = customer;
  return (
    <>
      <SectionCard title={t('detail.address')}>
        {address === null ? (
          <Text size="sm" c="dimmed">
            {t('detail.noAddress')}
          </Text>
        ) : (
          <AddressText address={address} />
        )}
      </SectionCard>
      {tags.length === 0 ? null : (
        <SectionCard title={t('detail.tags')}>
          <Group gap="xs">
            {tags.map((tag) => (
              <Badge key={tag} variant="default" tt="none">
                {tag}
              </Badge>
            ))}
          </Group>
        </SectionCard>
      )}
      {note ? (
        <SectionCard title={t('detail.note')}>
          <Text size="sm" style={{ whiteSpace: 'pre-line', overflowWrap: 'anywhere' }}>
            {note}
          </Text>
        </SectionCard>
      ) : null}
      {Object.keys(metadata).length === 0 ? null : (
        <SectionCard title={t('detail.metadata')}>
          <DetailList details={metadataDetails(metadata)} />
        </SectionCard>
      )}
    </>
  );
}
