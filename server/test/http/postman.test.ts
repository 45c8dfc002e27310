import newman, { type Summary } from 'newman';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createWebhookEndpoint } from '../../src/operations/webhook-endpoints.ts';
import { createTestApi, type TestApi } from '../support/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

function runCollection(collection: object, variables: Record<string, string>): Promise<Summary> {
  const envVar = Object.entries(variables).map(([key, value]) => ({ key, value }));
  return new Promise((resolve, reject) => {
    newman.run({ collection, envVar }, (error, summary) => (error ? reject(error) : resolve(summary)));
  });
}

it('the Postman collection runs from top to bottom with nothing but a test key', async () => {
  const dealer = await api.createDealer();
  await createWebhookEndpoint(api.hub, dealer.id, { url: 'https://example.com/' });
  const address = await api.app.listen({ port: 0, host: '127.0.0.1' });
  const collection = (await api.app.inject({ url: '/openapi/v1.postman.json' })).json();
  const { run } = await runCollection(collection, { baseUrl: `${address}/api`, apiKey: dealer.testKey });
  expect(run.failures.map((failure) => failure.error.message)).toEqual([]);
  const refused = run.executions.filter(({ response }) => response === undefined || response.code >= 300);
  expect(refused.map(({ item, response }) => `${item.name}: ${response?.code}`)).toEqual([]);
  expect(run.executions.length).toBeGreaterThanOrEqual(15);
});
