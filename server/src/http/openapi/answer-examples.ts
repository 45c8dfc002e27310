import { CURRENT_API_VERSION } from '../../domain/plans.ts';
import { eventExample } from './event-examples.ts';
import {
  CANCELLED_ORDER,
  CUSTOMER,
  EXAMPLE_EVENT_ID,
  INTEGRATION,
  LISTING,
  ORDER,
  PING,
} from './resource-examples.ts';

const list = (...data: object[]) => ({ object: 'list', data, has_more: false, next_cursor: null });

const SOLD_IN_SANDBOX = { ...eventExample('listing.sold'), livemode: false };

/** What each operation answers when all goes well, by its id and status. */
export const ANSWER_EXAMPLES: Readonly<Record<string, Readonly<Record<number, unknown>>>> = {
  getHealth: { 200: { status: 'ok', api_version: CURRENT_API_VERSION } },
  getOpenApi: {
    200: { openapi: '3.1.0', info: { title: 'WatchTraderHub API', version: CURRENT_API_VERSION }, paths: {} },
  },
  describeIntegration: { 200: INTEGRATION },
  listListings: { 200: list(LISTING) },
  getListing: { 200: LISTING },
  upsertCustomer: {
    200: { ...CUSTOMER, match: { status: 'matched', matched_on: ['email'] } },
    201: { ...CUSTOMER, match: { status: 'created', matched_on: [] } },
  },
  upsertCustomers: {
    200: {
      object: 'bulk_result',
      created: 1,
      matched: 0,
      failed: 1,
      results: [
        { index: 0, status: 'created', customer: CUSTOMER },
        {
          index: 1,
          status: 'failed',
          error: {
            type: 'validation_error',
            code: 'invalid_parameter',
            message: 'This is not an e-mail address.',
            param: 'email',
          },
        },
      ],
    },
  },
  listOrders: { 200: list(ORDER) },
  createOrder: { 201: ORDER },
  getOrder: { 200: ORDER },
  cancelOrder: { 200: CANCELLED_ORDER },
  listEvents: { 200: { ...list(eventExample('order.received')), last_sequence: 42 } },
  getEvent: { 200: eventExample('order.received') },
  pingWebhooks: { 202: PING },
  makeTestEvent: { 202: SOLD_IN_SANDBOX },
  resetSandbox: { 200: { object: 'sandbox', listings: 12 } },
};

/** Of parameters whose schema has none, by name. */
const PARAMETER_EXAMPLES: Readonly<Record<string, unknown>> = {
  limit: 50,
  after: 'eyJ1IjoxNzc4MTQ2MjAwMTIzNDU2fQ',
  after_sequence: 41,
  start: 'latest',
  external_id: ORDER.external_id,
};

/** Where the same name means another thing in each group of operations. */
const GROUP_EXAMPLES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  Listings: { id: LISTING.id, status: LISTING.status },
  Orders: { id: ORDER.id, status: ORDER.status },
  Events: { id: EXAMPLE_EVENT_ID, after: '41' },
};

export function parameterExample(tag: string, name: string): unknown {
  return GROUP_EXAMPLES[tag]?.[name] ?? PARAMETER_EXAMPLES[name];
}
