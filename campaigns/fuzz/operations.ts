import type { Belongings } from '../../e2e/support/belongings.ts';

/** What can be asked of the hub, as far as shooting at it needs it. */
export interface Target {
  readonly method: string;
  /** With `{id}` where one belongs. */
  readonly path: string;
  readonly door: 'api' | 'dashboard';
  readonly queryNames: readonly string[];
  /** One that is accepted; null = takes none. */
  readonly body: unknown;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
}

interface DocumentedOperation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: object;
}

/** Accepted bodies by operation; of an operation that isn't here an empty object. */
const bodiesOf = ({ listing, ids }: Belongings): Readonly<Record<string, unknown>> => ({
  createOrder: {
    external_id: 'WEB-1',
    line_items: [{ listing_id: listing.id, quantity: 1, price: { amount: 100, currency: 'EUR' } }],
    customer: { email: 'ada@example.com', first_name: 'Ada', address: { line1: 'Weg 1', country: 'DE' } },
    shipping_address: { line1: 'Weg 1', city: 'Berlin', country: 'DE' },
    metadata: { source: 'fuzz' },
  },
  cancelOrder: { reason: 'customer_request', restock: true, note: 'x' },
  upsertCustomer: { email: 'ada@example.com', phone: '+493012345', first_name: 'Ada', metadata: { a: 'b' } },
  upsertCustomers: {
    customers: [{ email: 'ada@example.com' }, { external_id: 'C-2', last_name: 'Lovelace' }],
  },
  makeTestEvent: { type: 'order.received', resource_id: ids.order },
});

/** Every operation of the document but the stream, which has no end. */
export function targetsOf(document: object, belongings: Belongings): Target[] {
  const bodies = bodiesOf(belongings);
  return Object.entries((document as Document).paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([, { operationId }]) => operationId !== 'streamEvents' && operationId !== 'resetSandbox')
      .map(
        ([method, { operationId, parameters = [], requestBody }]): Target => ({
          method: method.toUpperCase(),
          path: `/api${path}`,
          door: 'api',
          queryNames: parameters.filter((it) => it.in === 'query').map((it) => it.name),
          body: requestBody === undefined ? null : (bodies[operationId] ?? {}),
        }),
      ),
  );
}

const LISTING = { title: 'Datejust', quantity: 1, price: { amount: 100, currency: 'EUR' }, year: 1984 };

/** The dashboard's routes have no document; these take most of what it can be told. */
export function dashboardTargets({ listing, ids }: Belongings): Target[] {
  const routes: readonly (readonly [method: string, path: string, query: string, body: unknown])[] = [
    ['GET', '/listings', 'mode status q sort order limit after', null],
    ['GET', '/listings/counts', 'mode q', null],
    ['POST', '/listings', 'mode', LISTING],
    ['PATCH', '/listings/{id}', 'mode', LISTING],
    ['POST', '/listings/bulk', 'mode', { action: 'set_price', ids: [listing.id], price: LISTING.price }],
    ['GET', '/orders', 'mode status q source from to limit after', null],
    ['POST', '/orders', 'mode', { line_items: [{ listing_id: listing.id }] }],
    [
      'POST',
      '/orders/{id}/fulfill',
      'mode',
      { tracking: { carrier: 'DHL', number: '1', url: 'https://example.com' } },
    ],
    ['GET', '/customers', 'mode q limit after', null],
    ['GET', '/deliveries', 'mode status endpoint_id event_type q limit after', null],
    ['POST', '/deliveries/retry', 'mode', { ids: [ids.delivery] }],
    ['GET', '/events', 'mode type q limit after', null],
    ['GET', '/imports/{id}/rows', 'mode result limit after', null],
    ['POST', '/api-keys', '', { name: 'x', mode: 'test', scopes: ['read'] }],
    ['POST', '/webhook-endpoints', '', { url: 'https://example.com/hook', events: ['order.*'] }],
    ['PATCH', '/webhook-endpoints/{id}', '', { description: 'x', rate_limit_per_second: 5 }],
    ['GET', '/overview', 'mode', null],
  ];
  return routes.map(([method, path, query, body]) => ({
    method,
    path: `/api/dashboard${path}`,
    door: 'dashboard',
    queryNames: query === '' ? [] : query.split(' '),
    body,
  }));
}
