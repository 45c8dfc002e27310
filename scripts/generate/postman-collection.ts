import converter from 'openapi-to-postmanv2';
import type { GeneratedFile } from '../generate.ts';
import { renderOpenApi } from './openapi-document.ts';

interface PostmanField {
  key: string;
  value: string;
  disabled?: boolean;
  description?: unknown;
}

interface PostmanItem {
  id?: string;
  name: string;
  item?: PostmanItem[];
  request?: {
    method: string;
    url: { path: string[]; query: PostmanField[]; variable: PostmanField[] };
    header: PostmanField[];
    body?: { raw?: string };
    auth?: unknown;
  };
  response?: unknown[];
  event?: unknown[];
}

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
  listListings: { variable: 'listingId', from: 'body.data.find((it) => it.status === "published")?.id' },
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
    ...Object.values(REMEMBERED).map(({ variable }) => ({ key: variable, value: '' })),
  ];
  for (const item of requestsOf(collection.item)) finishRequest(item, document);
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

function finishRequest(item: PostmanItem, document: Document): void {
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
  remember(item, operation.operationId);
}

function orderRememberedListing(body: { raw?: string }): void {
  const order = JSON.parse(body.raw!);
  order.external_id = 'postman-{{$guid}}';
  order.line_items = [{ listing_id: '{{listingId}}' }];
  body.raw = JSON.stringify(order, null, 2);
}

function remember(item: PostmanItem, operationId: string): void {
  const remembered = REMEMBERED[operationId];
  if (remembered === undefined) return;
  const exec = [
    'const body = pm.response.json();',
    `pm.collectionVariables.set('${remembered.variable}', ${remembered.from});`,
  ];
  item.event = [{ listen: 'test', script: { type: 'text/javascript', exec } }];
}
