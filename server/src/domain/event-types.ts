/** What can happen; one row of the event catalogue each. */
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

const NAMESPACES = [...new Set(EVENT_TYPES.map((type) => type.split('.')[0]!))];

/** What an endpoint may subscribe to: an exact type, `namespace.*` or `*`. */
export const SUBSCRIPTION_PATTERNS: readonly string[] = [
  '*',
  ...NAMESPACES.map((namespace) => `${namespace}.*`),
  ...EVENT_TYPES,
];

export function isSubscribed(patterns: readonly string[], type: EventType): boolean {
  return patterns.some(
    (pattern) =>
      pattern === '*' ||
      pattern === type ||
      (pattern.endsWith('.*') && type.startsWith(pattern.slice(0, -1))),
  );
}
