import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApi, type Dealer, errorOf, type TestApi } from '../support/api.ts';

let api: TestApi;
let dealer: Dealer;
beforeAll(async () => {
  api = await createTestApi();
  dealer = await api.createDealer();
});
afterAll(() => api.close());

it('shows the order as it was answered when it was placed', async () => {
  const listing_id = await api.createListing(dealer.id);
  const body = {
    line_items: [{ listing_id }],
    customer: { email: 'a@example.com', address: { city: 'Bern' } },
    metadata: { a: 'b' },
  };
  const created = await api.post('/v1/orders', body, { key: dealer.liveKey });
  const response = await api.get(`/v1/orders/${created.body.id}`, { key: dealer.liveKey });
  expect(response.status).toBe(200);
  expect(response.body).toEqual(created.body);
});

it("is 404 for another dealer's, the other world's and what never was", async () => {
  const listing_id = await api.createListing(dealer.id);
  const { body } = await api.post('/v1/orders', { line_items: [{ listing_id }] }, { key: dealer.liveKey });
  const other = await api.createDealer();
  for (const [id, key] of [
    [body.id, other.liveKey],
    [body.id, dealer.testKey],
    [randomUUID(), dealer.liveKey],
  ] as const) {
    const response = await api.get(`/v1/orders/${id}`, { key });
    expect(response.status).toBe(404);
    expect(errorOf(response).code).toBe('resource_not_found');
  }
});
