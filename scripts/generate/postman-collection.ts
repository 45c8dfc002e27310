import converter from 'openapi-to-postmanv2';
import type { GeneratedFile } from '../generate.ts';
import { renderOpenApi } from './openapi-document.ts';
import { check, type PostmanItem, script } from './postman-item.ts';
import { type FinishedRequest, QUICKSTART_VARIABLES, quickstartFolder } from './postman-quickstart.ts';

interface Collection {
  info: { _postman_id?: string; name: string; description: unknown; schema: string };
  item: PostmanItem[];
  auth: unknown;
  variable: { key: string; value: string }[];
}

interface Documented {
  operationId: string;
  parameters?: { name?: string; example?: unknown }[];
  responses: Record<string, { content?: object }>;
}

interface Document {
  info: { description: string };
  paths: Record<string, Record<string, Documented>>;
}

/** Operations whose answers name something that later requests ask for. */
const REMEMBERED: Record<string, { variable: string; from: string }> = {
  listListings: {
    variable: 'listingId',
    from: 'body.data.find((it) => it.status === "published" && it.price !== null)?.id',
  },
  createOrder: { variable: 'orderId', from: 'body.id' },
  listEvents: { variable: 'eventId', from: 'body.data.at(-1)?.id' },
};

const ID_VARIABLES: Record<string, string> = {
  getListing: '{{listingId}}',
  getOrder: '{{orderId}}',
  cancelOrder: '{{orderId}}',
  getEvent: '{{eventId}}',
};

/** The collection, from the document: everything random in it is replaced, so that it runs from top to bottom. */
export async function generatePostman(): Promise<GeneratedFile[]> {
  const document = JSON.parse(await renderOpenApi()) as Document;
  dropStreams(document);
  const collection = await convert(JSON.stringify(document));
  delete collection.info._postman_id;
  collection.info.description = { content: document.info.description, type: 'text/markdown' };
  collection.auth = { type: 'bearer', bearer: [{ key: 'token', value: '{{apiKey}}', type: 'string' }] };
  collection.variable = [
    { key: 'baseUrl', value: 'http://localhost:4000/api' },
    { key: 'apiKey', value: '' },
    ...[...Object.values(REMEMBERED).map(({ variable }) => variable), ...QUICKSTART_VARIABLES].map((key) => ({
      key,
      value: '',
    })),
  ];
  const finished = new Map<string, FinishedRequest>();
  for (const item of requestsOf(collection.item)) finishRequest(item, document, finished);
  collection.item = [
    quickstartFolder(finished),
    // The tag of the webhooks has no requests.
    ...collection.item.filter(({ item }) => item!.length > 0),
  ];
  return [{ path: 'server/postman.json', content: `${JSON.stringify(collection, null, 2)}\n` }];
}

/** A run of the collection would wait for the end of an answer that has none. */
function dropStreams({ paths }: Document): void {
  for (const [path, operations] of Object.entries(paths)) {
    const { content = {} } = operations.get?.responses['200'] ?? {};
    if ('text/event-stream' in content) delete paths[path];
  }
}

function convert(data: string): Promise<Collection> {
  const options = {
    folderStrategy: 'Tags',
    parametersResolution: 'Example',
    requestParametersResolution: 'Example',
  };
  return new Promise((resolve, reject) => {
    converter.convertV2({ type: 'string', data }, options, (error, conversion) => {
      if (error || !conversion.result) reject(error ?? new Error(conversion.reason));
      else resolve(conversion.output[0]!.data as Collection);
    });
  });
}

function* requestsOf(items: PostmanItem[]): Generator<PostmanItem> {
  for (const item of items) {
    delete item.id;
    if (item.item) yield* requestsOf(item.item);
    else yield item;
  }
}

function finishRequest(item: PostmanItem, document: Document, finished: Map<string, FinishedRequest>): void {
  const request = item.request!;
  const path = `/${request.url.path.map((step) => step.replace(/^:(.+)$/, '{$1}')).join('/')}`;
  const operation = document.paths[path]![request.method.toLowerCase()]!;
  item.response = [];
  for (const field of request.url.query) {
    const example = operation.parameters?.find((it) => it.name === field.key)?.example;
    if (field.key === 'limit') continue;
    field.disabled = true;
    field.value = example === undefined ? '' : String(example);
  }
  for (const field of request.url.variable) field.value = ID_VARIABLES[operation.operationId] ?? '';
  for (const field of request.header) if (field.key === 'Idempotency-Key') field.value = '{{$guid}}';
  if (operation.operationId === 'createOrder') orderRememberedListing(request.body!);
  const statusCheck = checkStatus(operation);
  finished.set(operation.operationId, { item, statusCheck });
  item.event = [script('test', [...statusCheck, ...remember(operation.operationId)])];
}

function checkStatus({ responses }: Documented): string[] {
  const statuses = Object.keys(responses).filter((status) => status.startsWith('2'));
  return check(
    'The answer is the documented one',
    `pm.expect(pm.response.code).to.be.oneOf([${statuses.join(', ')}]);`,
    "pm.expect(pm.response.headers.get('X-Request-Id')).to.match(/^req_[0-9a-f]{32}$/);",
  );
}

function orderRememberedListing(body: { raw?: string }): void {
  const order = JSON.parse(body.raw!);
  order.external_id = 'postman-{{$guid}}';
  order.line_items = [{ listing_id: '{{listingId}}' }];
  body.raw = JSON.stringify(order, null, 2);
}

function remember(operationId: string): string[] {
  const remembered = REMEMBERED[operationId];
  if (remembered === undefined) return [];
  return [
    'const body = pm.response.json();',
    `pm.collectionVariables.set('${remembered.variable}', ${remembered.from});`,
  ];
}
