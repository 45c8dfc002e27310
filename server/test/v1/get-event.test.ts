import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApi, type Dealer, errorOf, type TestApi } from '../support/api.ts';

let api: TestApi;
let dealer: Dealer;
beforeAll(async () => {
  api = await createTestApi();
  dealer = await api.createDealer();
  await api.createListing(dealer.id);
});
afterAll(() => api.close());

it('shows the event as the feed does', async () => {
  const [event] = (await api.get('/v1/events', { key: dealer.liveKey })).body.data;
  const response = await api.get(`/v1/events/${event.id}`, { key: dealer.liveKey });
  expect(response.status).toBe(200);
  expect(response.body).toEqual(event);
  expect(event).toMatchObject({ type: 'listing.published', sequence: 1, livemode: true });
});

it("is 404 for another dealer's, the other world's and what never was", async () => {
  const other = await api.createDealer();
  const [event] = (await api.get('/v1/events', { key: dealer.liveKey })).body.data;
  for (const [id, key] of [
    [event.id, other.liveKey],
    [event.id, dealer.testKey],
    [`evt_${'0'.repeat(32)}`, dealer.liveKey],
    [event.id.toUpperCase(), dealer.liveKey],
  ] as const) {
    const response = await api.get(`/v1/events/${id}`, { key });
    expect(response.status).toBe(404);
    expect(errorOf(response).code).toBe('resource_not_found');
  }
});
