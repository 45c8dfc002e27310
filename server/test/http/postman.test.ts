import newman, { type Summary } from 'newman';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createWebhookEndpoint } from '../../src/operations/webhook-endpoints.ts';
import { createTestApi, type Dealer, type TestApi } from '../support/api.ts';

interface Request {
  name: string;
  item?: Request[];
  request?: { method: string; header: { key: string; value: string }[]; auth?: unknown };
}

interface Collection {
  item: Request[];
  auth: unknown;
  variable: { key: string; value: string }[];
}

let api: TestApi;
let dealer: Dealer;
let baseUrl: string;
let collection: Collection;
beforeAll(async () => {
  api = await createTestApi();
  dealer = await api.createDealer();
  baseUrl = `${await api.app.listen({ port: 0, host: '127.0.0.1' })}/api`;
  collection = (await api.app.inject({ url: '/openapi/v1.postman.json' })).json();
});
afterAll(() => api.close());

function runCollection(apiKey: string, folder?: string): Promise<Summary['run']> {
  const envVar = Object.entries({ baseUrl, apiKey }).map(([key, value]) => ({ key, value }));
  const options = { collection, envVar, ...(folder === undefined ? {} : { folder }) };
  return new Promise((resolve, reject) => {
    newman.run(options, (error, summary) => (error ? reject(error) : resolve(summary.run)));
  });
}

const messages = ({ failures }: Summary['run']) => failures.map(({ error }) => error.message);

const requestsOf = (items: Request[]): Request[] =>
  items.flatMap((it) => (it.item === undefined ? [it] : requestsOf(it.item)));

it('the quickstart stops at its first request when the key is a live one', async () => {
  const run = await runCollection(dealer.liveKey, 'Quickstart');
  expect(messages(run)).toEqual(['expected true to equal false']);
  expect(run.executions).toHaveLength(1);
});

it('the quickstart says that the ping has nowhere to go while there is no endpoint', async () => {
  const run = await runCollection(dealer.testKey, 'Quickstart');
  const refused = run.executions.filter(({ response }) => response === undefined || response.code >= 300);
  expect(refused.map(({ item, response }) => `${item.name}: ${response?.code}`)).toEqual([
    '10. Ping your webhook endpoints: 409',
  ]);
  expect(messages(run)).toContain("expected 'webhook_not_configured' to equal undefined");
});

it('the Postman collection runs from top to bottom, again and again, with nothing but a test key', async () => {
  await createWebhookEndpoint(api.hub, dealer.id, { url: 'https://example.com/' });
  const document = (await api.app.inject({ url: '/api/v1/openapi.json' })).json();
  const operations = Object.values<object>(document.paths).flatMap((path) => Object.keys(path));
  for (const _ of [1, 2]) {
    const run = await runCollection(dealer.testKey);
    expect(messages(run)).toEqual([]);
    const quickstart = run.executions.filter(({ item }) => /^\d+\. /.test(item.name));
    expect(quickstart).toHaveLength(10);
    for (const { assertions } of quickstart) expect(assertions).toHaveLength(2);
    // The event stream has no end that a run could wait for.
    expect(run.executions).toHaveLength(quickstart.length + operations.length - 1);
    for (const { assertions } of run.executions) expect(assertions?.length).toBeGreaterThan(0);
  }
});

it('the Postman collection takes its key from apiKey, and a fresh Idempotency-Key for each POST', () => {
  expect(collection.variable.map(({ key }) => key)).toEqual(expect.arrayContaining(['baseUrl', 'apiKey']));
  expect(collection.auth).toEqual({
    type: 'bearer',
    bearer: [{ key: 'token', value: '{{apiKey}}', type: 'string' }],
  });
  const requests = requestsOf(collection.item);
  expect(requests.filter(({ request }) => request?.auth)).toEqual([]);
  const posts = requests.filter(({ request }) => request!.method === 'POST');
  for (const { name, request } of posts) {
    const key = request!.header.find((field) => field.key === 'Idempotency-Key');
    // The order that the quickstart sends twice has one key for both.
    const isOrder = name.startsWith('4.') || name.startsWith('5.');
    expect(key?.value).toBe(isOrder ? '{{orderKey}}' : '{{$guid}}');
  }
  expect(posts.length).toBeGreaterThan(7);
});
