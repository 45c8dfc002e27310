import { afterAll, beforeAll, expect, it } from 'vitest';
import { createWebhookEndpoint } from '../../src/operations/webhook-endpoints.ts';
import { createTestApi, type Dealer, type TestApi } from '../support/api.ts';

let api: TestApi;
let dealer: Dealer;
beforeAll(async () => {
  api = await createTestApi();
  dealer = await api.createDealer();
});
afterAll(() => api.close());

it('shows the integration behind a test key', async () => {
  const response = await api.get('/v1/me', { key: dealer.testKey });
  expect(response.status).toBe(200);
  expect(response.body).toMatchObject({
    object: 'integration',
    dealer: { id: dealer.id, name: 'Test Dealer', plan: 'business' },
    is_enabled: true,
    is_test_mode: false,
    livemode: false,
    api_version: '2026-05-07',
    api_key: { prefix: dealer.testKey.slice(0, 12), mode: 'test', scopes: ['read', 'write'] },
    subscribed_events: [],
    webhook: null,
    webhook_endpoints: [],
  });
});

it('shows the world of a live key', async () => {
  expect((await api.get('/v1/me', { key: dealer.liveKey })).body).toMatchObject({
    livemode: true,
    api_key: { mode: 'live' },
  });
});

it('describes the first endpoint and lists all, without a secret', async () => {
  const other = await api.createDealer();
  const first = await createWebhookEndpoint(api.hub, other.id, {
    url: 'https://example.com/1',
    events: ['order.*'],
  });
  await createWebhookEndpoint(api.hub, other.id, { url: 'https://example.com/2' });
  const response = await api.get('/v1/me', { key: other.liveKey });
  expect(response.body).toMatchObject({
    subscribed_events: ['order.*'],
    webhook: {
      url: 'https://example.com/1',
      last_success_at: null,
      last_failure_at: null,
      consecutive_failures: 0,
    },
  });
  expect(response.body.webhook_endpoints.map((it: { url: string }) => it.url)).toEqual([
    'https://example.com/1',
    'https://example.com/2',
  ]);
  expect(response.text).not.toContain(first.signing_secret);
  expect(response.text).not.toContain(other.liveKey);
});

it('answers any key, so that one can see what it may do', async () => {
  const key = await api.createKey(dealer.id, 'test', ['write']);
  const response = await api.get('/v1/me', { key });
  expect(response).toMatchObject({ status: 200, body: { api_key: { scopes: ['write'] } } });
});
