import { Badge } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { DeliveryStatus, ListingStatus, OrderStatus } from '../api/shapes.ts';

const COLORS = {
  draft: 'gray',
  published: 'green',
  unpublished: 'yellow',
  sold: 'blue',
  received: 'blue',
  fulfilled: 'green',
  cancelled: 'gray',
  pending: 'yellow',
  delivered: 'green',
  failed: 'red',
} as const;

export function ListingStatusBadge({ status }: { status: ListingStatus }) {
  const { t } = useTranslation();
  return <StatusBadge color={COLORS[status]} label={t(`listingStatus.${status}`)} />;
}

export function OrderStatusBadge({ status }: { status: OrderStatus }) {
  const { t } = useTranslation();
  return <StatusBadge color={COLORS[status]} label={t(`orderStatus.${status}`)} />;
}

export function DeliveryStatusBadge({ status }: { status: DeliveryStatus }) {
  const { t } = useTranslation();
  return <StatusBadge color={COLORS[status]} label={t(`deliveryStatus.${status}`)} />;
}

/** A state as a colour and a word; never the colour alone. */
export function StatusBadge({ color, label }: { color: string; label: string }) {
  return (
    <Badge color={color} variant="light" autoContrast tt="none" miw="max-content" style={{ flexShrink: 0 }}>
      {label}
    </Badge>
  );
}

/** Marks what lives in the sandbox. */
export function TestBadge() {
  const { t } = useTranslation();
  return (
    <Badge color="yellow" variant="filled" autoContrast size="sm" radius="sm" style={{ flexShrink: 0 }}>
      {t('world.testBadge')}
    </Badge>
  );
}
