import { afterAll, beforeAll, expect, it } from 'vitest';
import { EVENT_TYPES } from '../../src/domain/event-types.ts';
import { createTestApi, type Dealer, errorOf, type TestApi } from '../support/api.ts';

let api: TestApi;
let dealer: Dealer;
beforeAll(async () => {
  api = await createTestApi();
  dealer = await api.createDealer();
});
afterAll(() => api.close());

const make = (type: string, key = dealer.testKey) => api.post('/v1/test/events', { type }, { key });

it.each(EVENT_TYPES)('makes %s happen in the sandbox', async (type) => {
  const response = await make(type);
  expect(response.status).toBe(202);
  expect(response.body).toMatchObject({ object: 'event', type, livemode: false });
  expect((await api.get(`/v1/events/${response.body.id}`, { key: dealer.testKey })).body).toEqual(
    response.body,
  );
});

it('records one event for each call, in a sandbox of any age', async () => {
  const from = (await make('listing.updated')).body.sequence;
  for (let round = 1; round <= 30; round += 1) {
    expect((await make('listing.sold')).body.sequence).toBe(from + round);
  }
});

it('leaves the live world alone', async () => {
  await make('order.received');
  expect((await api.get('/v1/events', { key: dealer.liveKey })).body.data).toEqual([]);
  expect((await api.get('/v1/orders', { key: dealer.liveKey })).body.data).toEqual([]);
});

it('needs a test key', async () => {
  const response = await make('listing.sold', dealer.liveKey);
  expect(response.status).toBe(403);
  expect(errorOf(response).code).toBe('test_key_required');
});

it('refuses an unknown type', async () => {
  expect(errorOf(await make('listing.stolen'))).toMatchObject({ code: 'invalid_parameter', param: 'type' });
});
