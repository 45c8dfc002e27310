/** What can happen, by namespace, in the order of the event catalogue. A namespace's pattern means all its types. */
export const EVENT_NAMESPACES = [
  {
    pattern: 'listing.*',
    types: [
      'listing.published',
      'listing.updated',
      'listing.unpublished',
      'listing.sold',
      'listing.in_stock',
    ],
  },
  { pattern: 'order.*', types: ['order.received', 'order.fulfilled', 'order.cancelled'] },
  { pattern: 'customer.*', types: ['customer.matched'] },
  { pattern: 'integration.*', types: ['integration.test_event'] },
] as const;

export type EventNamespace = (typeof EVENT_NAMESPACES)[number]['pattern'];
export type EventType = (typeof EVENT_NAMESPACES)[number]['types'][number];

export const EVENT_TYPES: readonly EventType[] = EVENT_NAMESPACES.flatMap(({ types }) => types);
