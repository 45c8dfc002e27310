import { EVENT_TYPES, type EventType } from '../../domain/event-types.ts';
import { eventSchemaName } from '../v1/schemas/event-schema.ts';
import { eventExample } from './event-examples.ts';
import { EXAMPLE_DELIVERY_ID, EXAMPLE_EVENT_ID } from './resource-examples.ts';

const MEANINGS: Readonly<Record<EventType, string>> = {
  'listing.published': 'A listing became visible to this channel.',
  'listing.updated': 'A published listing changed; `previous_attributes` has the old values.',
  'listing.unpublished': 'A listing was taken off this channel.',
  'listing.sold': 'The last piece of a listing was sold.',
  'listing.in_stock': 'A sold listing is back in stock.',
  'order.received': 'An order was placed.',
  'order.fulfilled': 'The dealer has sent an order.',
  'order.cancelled': 'An order was cancelled.',
  'customer.matched': 'A known customer was met again.',
  'integration.test_event': 'A ping: nothing happened.',
};

const HEADERS: Readonly<Record<string, { description: string; example: string }>> = {
  'User-Agent': { description: 'The hub.', example: 'WatchTraderHub-Webhooks/1.0' },
  'WTH-Signature': {
    description:
      '`t=<unix seconds>,v1=<hex>[,v1=<hex>]`: HMAC-SHA256 with the whole signing secret over `{t}.{raw body}`. Refuse a `t` more than 5 minutes off.',
    example: 't=1778146200,v1=5257a869e7ecebeda32affa62cdca3fa51cad7e77a0e56ff536d0ce8e108d8bd',
  },
  'WTH-Event-Id': { description: "The event's id.", example: EXAMPLE_EVENT_ID },
  'WTH-Event-Type': { description: "The event's type.", example: 'order.received' },
  'WTH-Delivery-Id': {
    description: 'The delivery: the same for all its attempts.',
    example: EXAMPLE_DELIVERY_ID,
  },
  'WTH-Delivery-Attempt': { description: '1 for the first attempt.', example: '1' },
  'webhook-id': {
    description: "Standard Webhooks: the event's id.",
    example: EXAMPLE_EVENT_ID,
  },
  'webhook-timestamp': { description: 'Standard Webhooks: Unix seconds.', example: '1778146200' },
  'webhook-signature': {
    description:
      'Standard Webhooks: `v1,<base64>[ v1,<base64>]` with the decoded secret over `{id}.{timestamp}.{raw body}`.',
    example: 'v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=',
  },
};

const parametersOf = (type: EventType) =>
  Object.entries(HEADERS).map(([name, { description, example }]) => ({
    name,
    in: 'header',
    required: true,
    description,
    schema: { type: 'string' },
    example: name === 'WTH-Event-Type' ? type : example,
  }));

/** `order.received` becomes `onOrderReceived`. */
const handlerName = (type: EventType) => `on${eventSchemaName(type).replace(/Event$/, '')}`;

/** The `webhooks` of the document: one request per event type. */
export function describeWebhooks(): Record<string, object> {
  return Object.fromEntries(
    EVENT_TYPES.map((type) => [
      type,
      {
        post: {
          operationId: handlerName(type),
          tags: ['Webhooks'],
          summary: type,
          description: MEANINGS[type],
          security: [],
          parameters: parametersOf(type),
          requestBody: {
            required: true,
            description: 'The exact bytes that are signed.',
            content: {
              'application/json': {
                schema: { $ref: `#/components/schemas/${eventSchemaName(type)}` },
                example: eventExample(type),
              },
            },
          },
          responses: {
            '2XX': { description: 'Received. Anything else is retried; redirects are not followed.' },
            '410': { description: 'Gone: the endpoint is disabled at once.' },
          },
        },
      },
    ]),
  );
}
