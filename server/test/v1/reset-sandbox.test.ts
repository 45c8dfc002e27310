import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApi, errorOf, type TestApi } from '../support/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const reset = (key: string) => api.post('/v1/test/reset', {}, { key });

it('fills the sandbox with copies of the published live listings', async () => {
  const dealer = await api.createDealer();
  await api.createListing(dealer.id, { stockNumber: 'LIVE-1' });
  await api.createListing(dealer.id, { stockNumber: 'LIVE-2', publish: false });
  const response = await reset(dealer.testKey);
  expect(response.status).toBe(200);
  expect(response.body).toEqual({ object: 'sandbox', listings: 1 });
  const { data } = (await api.get('/v1/listings', { key: dealer.testKey })).body;
  expect(data).toMatchObject([{ stock_number: 'LIVE-1', is_test: true, status: 'published' }]);
});

it('empties it first; sequences go on, idempotency keys are free again, no event is recorded', async () => {
  const dealer = await api.createDealer();
  const options = { key: dealer.testKey, idempotencyKey: 'before' };
  const customer = await api.post('/v1/customers', { external_id: 'gone' }, options);
  const event = await api.post('/v1/test/events', { type: 'listing.sold' }, { key: dealer.testKey });
  await reset(dealer.testKey);
  expect((await api.get('/v1/events', { key: dealer.testKey })).body.last_sequence).toBe(event.body.sequence);
  const again = await api.post('/v1/customers', { external_id: 'gone' }, options);
  expect(again.status).toBe(201);
  expect(again.body.id).not.toBe(customer.body.id);
  const next = await api.post('/v1/test/events', { type: 'listing.sold' }, { key: dealer.testKey });
  expect(next.body.sequence).toBe(event.body.sequence + 1);
});

it('leaves the live world and other dealers alone', async () => {
  const dealer = await api.createDealer();
  const other = await api.createDealer();
  const listing = await api.createListing(dealer.id);
  await api.post('/v1/customers', { external_id: 'other' }, { key: other.testKey });
  await reset(dealer.testKey);
  expect((await api.get(`/v1/listings/${listing}`, { key: dealer.liveKey })).status).toBe(200);
  expect((await api.post('/v1/customers', { external_id: 'other' }, { key: other.testKey })).status).toBe(
    200,
  );
});

it('needs a test key', async () => {
  const dealer = await api.createDealer();
  const response = await reset(dealer.liveKey);
  expect(response.status).toBe(403);
  expect(errorOf(response).code).toBe('test_key_required');
});
