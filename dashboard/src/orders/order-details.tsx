import { Code, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Order } from '../api/shapes.ts';
import { AddressText } from '../components/address-text.tsx';
import { DetailList, metadataDetails } from '../components/detail-list.tsx';
import { SectionCard } from '../components/section-card.tsx';
import { TimeText } from '../components/time-text.tsx';
import { useSourceText } from './use-source-text.ts';

/** Where the parcel goes. */
export function ShippingCard({ order }: { order: Order }) {
  const { t } = useTranslation('orders');
  return (
    <SectionCard title={t('detail.shippingAddress')}>
      {order.shipping_address === null ? (
        <Text size="sm" c="dimmed">
          {t('detail.noShippingAddress')}
        </Text>
      ) : (
        <AddressText address={order.shipping_address} />
      )}
    </SectionCard>
  );
}

/** The note that came with the order, if any. */
export function NoteCard({ order }: { order: Order }) {
  const { t } = useTranslation('orders');
  if (!order.note) return null;
  return (
    <SectionCard title={t('detail.note')}>
      <Text size="sm" style={{ whiteSpace: 'pre-line', overflowWrap: 'anywhere' }}>
        {order.note}
      </Text>
    </SectionCard>
  );
}

/** Ids, source and dates. */
export function AboutCard({ order }: { order: Order }) {
  const { t } = useTranslation('orders');
  const sourceText = useSourceText();
  const { id, external_id, source, ordered_at, updated_at } = order;
  return (
    <SectionCard title={t('detail.about')}>
      <DetailList
        details={[
          { label: t('detail.source'), value: sourceText(source) },
          { label: t('detail.orderedAt'), value: <TimeText value={ordered_at} /> },
          { label: t('detail.updatedAt'), value: <TimeText value={updated_at} /> },
          {
            label: t('detail.externalIdLabel'),
            value: external_id === null ? null : <Code>{external_id}</Code>,
            copy: external_id,
          },
          { label: t('detail.id'), value: <Code>{id}</Code>, copy: id },
        ]}
      />
    </SectionCard>
  );
}

/** The platform's own fields, if any. */
export function OrderMetadata({ order }: { order: Order }) {
  const { t } = useTranslation('orders');
  if (Object.keys(order.metadata).length === 0) return null;
  return (
    <SectionCard title={t('detail.metadata')}>
      <DetailList details={metadataDetails(order.metadata)} />
    </SectionCard>
  );
}
