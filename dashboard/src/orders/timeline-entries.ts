import type { Delivery, Order } from '../api/shapes.ts';

export type TimelineEntry =
  | { readonly kind: 'ordered' | 'received' | 'fulfilled' | 'cancelled'; readonly at: string }
  | { readonly kind: 'delivery'; readonly at: string; readonly delivery: Delivery };

/**
 * What happened to an order, oldest first. A webhook stands where it arrived; one that has not, where it was made.
 * Times have one form and one zone, so they sort as texts.
 */
export function timelineEntries(order: Order, deliveries: readonly Delivery[]): readonly TimelineEntry[] {
  const own: (TimelineEntry | null)[] = [
    order.ordered_at === order.created_at ? null : { kind: 'ordered', at: order.ordered_at },
    { kind: 'received', at: order.created_at },
    order.fulfilled_at === null ? null : { kind: 'fulfilled', at: order.fulfilled_at },
    order.cancelled_at === null ? null : { kind: 'cancelled', at: order.cancelled_at },
  ];
  const sent: TimelineEntry[] = deliveries
    .filter((delivery) => delivery.resource_id === order.id)
    .map((delivery) => ({ kind: 'delivery', at: delivery.delivered_at ?? delivery.created_at, delivery }));
  return [...own.filter((entry) => entry !== null), ...sent].sort((left, right) =>
    left.at < right.at ? -1 : left.at > right.at ? 1 : 0,
  );
}
