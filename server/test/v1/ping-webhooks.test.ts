import { afterAll, beforeAll, expect, it } from 'vitest';
import { createWebhookEndpoint } from '../../src/operations/webhook-endpoints.ts';
import { createTestApi, errorOf, type TestApi } from '../support/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const ping = (key: string) => api.post('/v1/test/webhook_ping', {}, { key });
const urlsOf = (body: { deliveries: { url: string }[] }) => body.deliveries.map((it) => it.url).sort();

it('reaches every enabled endpoint of the world, whatever it subscribes to', async () => {
  const dealer = await api.createDealer();
  const add = (url: string, change: object = {}) =>
    createWebhookEndpoint(api.hub, dealer.id, { url, ...change });
  await add('https://example.com/all', { events: ['order.received'] });
  await add('https://example.com/live', { mode: 'live' });
  await add('https://example.com/test', { mode: 'test' });
  await add('https://example.com/off', { is_enabled: false });
  const live = await ping(dealer.liveKey);
  expect(live.status).toBe(202);
  expect(live.body).toMatchObject({
    object: 'webhook_ping',
    event_id: expect.stringMatching(/^evt_[0-9a-f]{32}$/),
  });
  expect(urlsOf(live.body)).toEqual(['https://example.com/all', 'https://example.com/live']);
  expect(urlsOf((await ping(dealer.testKey)).body)).toEqual([
    'https://example.com/all',
    'https://example.com/test',
  ]);
  const event = (await api.get(`/v1/events/${live.body.event_id}`, { key: dealer.liveKey })).body;
  expect(event).toMatchObject({
    type: 'integration.test_event',
    livemode: true,
    data: { object: { object: 'integration' } },
  });
});

it('works with a live key in test mode', async () => {
  const dealer = await api.createDealer({ isTestMode: true });
  await createWebhookEndpoint(api.hub, dealer.id, { url: 'https://example.com/' });
  expect((await ping(dealer.liveKey)).status).toBe(202);
});

it('without an enabled endpoint is 409 webhook_not_configured, and nothing happens', async () => {
  const dealer = await api.createDealer();
  await createWebhookEndpoint(api.hub, dealer.id, { url: 'https://example.com/', mode: 'test' });
  const response = await ping(dealer.liveKey);
  expect(response.status).toBe(409);
  expect(errorOf(response).code).toBe('webhook_not_configured');
  expect((await api.get('/v1/events', { key: dealer.liveKey })).body.data).toEqual([]);
});

it('needs the write scope', async () => {
  const dealer = await api.createDealer();
  const key = await api.createKey(dealer.id, 'test', ['read']);
  expect(errorOf(await ping(key)).code).toBe('insufficient_scope');
});
