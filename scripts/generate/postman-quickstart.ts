import { check, type PostmanItem, script } from './postman-item.ts';

export interface FinishedRequest {
  readonly item: PostmanItem;
  /** Lines of a test script. */
  readonly statusCheck: string[];
}

interface Step {
  name: string;
  operationId: string;
  query?: Record<string, string>;
  body?: object;
  before?: string[];
  idempotencyKey?: string;
  after: string[];
}

const DESCRIPTION = `From nothing to a cancelled order in the sandbox: run this folder with a test key in \`apiKey\`.
It places an order, sends it again without ordering twice, cancels it and reads what happened from the feed.`;

const remember = (variable: string, from: string) => `pm.collectionVariables.set('${variable}', ${from});`;

const ORDER = {
  external_id: 'quickstart-{{orderKey}}',
  line_items: [{ listing_id: '{{listingId}}' }],
  customer_id: '{{customerId}}',
};

const LOOKING: Step[] = [
  {
    name: '1. Whose key is this?',
    operationId: 'describeIntegration',
    after: [
      // Later steps would order a real watch.
      'if (body.livemode !== false) pm.execution.setNextRequest(null);',
      ...check(
        'It is a test key: nothing here touches the live world',
        'pm.expect(body.object).to.equal("integration");',
        'pm.expect(body.livemode).to.equal(false);',
      ),
    ],
  },
  {
    name: '2. What is on sale?',
    operationId: 'listListings',
    query: { status: 'published', limit: '250' },
    after: [
      'const listing = body.data.find((it) => it.price !== null && it.quantity > 0);',
      ...check('There is a watch with a price', 'pm.expect(listing).to.be.an("object");'),
      remember('listingId', 'listing?.id'),
    ],
  },
  {
    name: '3. Tell the hub of a customer',
    operationId: 'upsertCustomer',
    after: [
      ...check('The customer was created or met again', 'pm.expect(body.match.status).to.match(/ed$/);'),
      remember('customerId', 'body.id'),
    ],
  },
];

const ORDERING: Step[] = [
  {
    name: '4. Order the watch',
    operationId: 'createOrder',
    body: ORDER,
    before: [remember('orderKey', "pm.variables.replaceIn('{{$guid}}')")],
    idempotencyKey: '{{orderKey}}',
    after: [
      ...check(
        'The order was received',
        'pm.expect(body.status).to.equal("received");',
        'pm.expect(body.line_items[0].listing_id).to.equal(pm.collectionVariables.get("listingId"));',
        'pm.expect(body.customer.id).to.equal(pm.collectionVariables.get("customerId"));',
      ),
      remember('orderId', 'body.id'),
    ],
  },
  {
    name: '5. Send the same order again',
    operationId: 'createOrder',
    body: ORDER,
    idempotencyKey: '{{orderKey}}',
    after: check(
      'The first answer came again, and nothing was ordered twice',
      'pm.expect(pm.response.headers.get("Idempotent-Replay")).to.equal("true");',
      'pm.expect(body.id).to.equal(pm.collectionVariables.get("orderId"));',
    ),
  },
  {
    name: '6. Cancel the order',
    operationId: 'cancelOrder',
    after: check(
      'The watch is back in stock',
      'pm.expect(body.status).to.equal("cancelled");',
      'pm.expect(body.cancellation.restocked).to.equal(true);',
    ),
  },
];

const LISTENING: Step[] = [
  {
    name: '7. Read what happened',
    operationId: 'listEvents',
    query: { types: 'order.received,order.cancelled', limit: '250' },
    after: check(
      'The feed has the order and its cancellation, oldest first',
      'pm.expect(body.data.map((it) => it.type)).to.include.members(["order.received", "order.cancelled"]);',
      'const sequences = body.data.map((it) => it.sequence);',
      'pm.expect(sequences).to.deep.equal([...sequences].sort((a, b) => a - b));',
    ),
  },
  {
    name: '8. Make an event happen',
    operationId: 'makeTestEvent',
    after: [
      ...check(
        'It happened in the sandbox',
        'pm.expect(body.type).to.equal("listing.sold");',
        'pm.expect(body.livemode).to.equal(false);',
      ),
      remember('eventId', 'body.id'),
    ],
  },
  {
    name: '9. Read that event',
    operationId: 'getEvent',
    after: check(
      'It is the event that happened',
      'pm.expect(body.id).to.equal(pm.collectionVariables.get("eventId"));',
    ),
  },
  {
    name: '10. Ping your webhook endpoints',
    operationId: 'pingWebhooks',
    after: check(
      'The ping is on its way to at least one endpoint; add one in the dashboard when this is webhook_not_configured',
      'pm.expect(body.error?.code).to.equal(undefined);',
      'pm.expect(body.deliveries).to.have.length.above(0);',
    ),
  },
];

export const QUICKSTART_VARIABLES = ['customerId', 'orderKey'];

/** The folder that runs the quickstart, of requests of the collection. */
export function quickstartFolder(requests: ReadonlyMap<string, FinishedRequest>): PostmanItem {
  const steps = [...LOOKING, ...ORDERING, ...LISTENING];
  return {
    name: 'Quickstart',
    description: { content: DESCRIPTION, type: 'text/markdown' },
    item: steps.map((step) => takeStep(step, requests.get(step.operationId)!)),
  };
}

function takeStep(step: Step, { item: request, statusCheck }: FinishedRequest): PostmanItem {
  const item = structuredClone(request);
  item.name = step.name;
  const { url, header, body } = item.request!;
  item.request!.name = step.name;
  url.query = Object.entries(step.query ?? {}).map(([key, value]) => ({ key, value }));
  if (step.body) body!.raw = JSON.stringify(step.body, null, 2);
  for (const field of header) {
    if (field.key === 'Idempotency-Key') field.value = step.idempotencyKey ?? field.value;
  }
  item.event = [script('test', [...statusCheck, 'const body = pm.response.json();', ...step.after])];
  if (step.before) item.event.unshift(script('prerequest', step.before));
  return item;
}
