import type { Delivery, HubEvent } from '../api/shapes.ts';

export const RESOURCE_KINDS = ['listing', 'order', 'customer', 'integration', 'resource'] as const;
export type ResourceKind = (typeof RESOURCE_KINDS)[number];

const PATHS: Readonly<Partial<Record<ResourceKind, string>>> = {
  listing: '/inventory',
  order: '/orders',
  customer: '/customers',
};

/** What an event of this type is about, by its namespace. */
export function resourceKind(eventType: string): ResourceKind {
  const namespace = eventType.split('.', 1)[0];
  return RESOURCE_KINDS.find((kind) => kind === namespace) ?? 'resource';
}

/** The page of an event's resource in its world; null where it has none. */
export function resourcePath(
  delivery: Pick<Delivery, 'event_type' | 'resource_id' | 'livemode'>,
): string | null {
  const base = PATHS[resourceKind(delivery.event_type)];
  return base === undefined
    ? null
    : `${base}/${delivery.resource_id}?mode=${delivery.livemode ? 'live' : 'test'}`;
}

/** How a dealer names the resource: a listing's title, an order's number, a customer's name; null when it has none. */
export function resourceName(event: HubEvent): string | null {
  const fields = event.data.object;
  const texts = (names: readonly string[]) =>
    names
      .map((name) => fields[name])
      .filter((value): value is string => typeof value === 'string' && value !== '');
  switch (resourceKind(event.type)) {
    case 'listing':
      return texts(['title'])[0] ?? null;
    case 'order':
      return typeof fields.number === 'number' ? String(fields.number) : null;
    case 'customer': {
      const name = texts(['first_name', 'last_name']).join(' ');
      return name !== '' ? name : (texts(['company', 'email', 'phone', 'external_id'])[0] ?? null);
    }
    default:
      return null;
  }
}

/** The id of what an event is about. */
export const resourceId = (event: HubEvent): string => String(event.data.object.id);
