/** What can happen, in the order of the event catalogue. */
export const EVENT_TYPES = [
  'listing.published',
  'listing.updated',
  'listing.unpublished',
  'listing.sold',
  'listing.in_stock',
  'order.received',
  'order.fulfilled',
  'order.cancelled',
  'customer.matched',
  'integration.test_event',
] as const;

export type EventType = (typeof EVENT_TYPES)[number];
