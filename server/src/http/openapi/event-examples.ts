import type { EventType } from '../../domain/event-types.ts';
import { CURRENT_API_VERSION } from '../../domain/plans.ts';
import {
  CANCELLED_ORDER,
  CUSTOMER,
  EXAMPLE_EVENT_ID,
  FULFILLED_ORDER,
  INTEGRATION,
  LISTING,
  ORDER,
  SOLD_LISTING,
} from './resource-examples.ts';

const DATA: Readonly<Record<EventType, { object: object; previous_attributes?: object }>> = {
  'listing.published': { object: LISTING },
  'listing.updated': {
    object: LISTING,
    previous_attributes: { price: { amount: 1_349_900, currency: 'EUR' } },
  },
  'listing.unpublished': { object: { ...LISTING, status: 'unpublished' } },
  'listing.sold': { object: SOLD_LISTING },
  'listing.in_stock': { object: { ...LISTING, version: SOLD_LISTING.version + 1 } },
  'order.received': { object: ORDER },
  'order.fulfilled': { object: FULFILLED_ORDER },
  'order.cancelled': { object: CANCELLED_ORDER },
  'customer.matched': { object: CUSTOMER },
  'integration.test_event': { object: INTEGRATION },
};

/** A whole event of the type, as webhooks and the feed carry it. */
export function eventExample(type: EventType): object {
  return {
    id: EXAMPLE_EVENT_ID,
    object: 'event',
    type,
    api_version: CURRENT_API_VERSION,
    created_at: '2026-05-07T09:30:00.123456Z',
    livemode: true,
    sequence: 42,
    data: DATA[type],
  };
}
