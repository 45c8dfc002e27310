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

it('shows a published listing', async () => {
  const id = await api.createListing(dealer.id, { stockNumber: 'S-1', quantity: 2 });
  const response = await api.get(`/v1/listings/${id}`, { key: dealer.liveKey });
  expect(response.status).toBe(200);
  expect(response.body).toMatchObject({
    id,
    object: 'listing',
    is_test: false,
    stock_number: 'S-1',
    status: 'published',
    quantity: 2,
    price: { amount: 1_299_900, currency: 'EUR' },
  });
});

it('takes the id in either case', async () => {
  const id = await api.createListing(dealer.id);
  expect((await api.get(`/v1/listings/${id.toUpperCase()}`, { key: dealer.liveKey })).body.id).toBe(id);
});

it("is 404 for a draft, another dealer's, the other world's and what never was", async () => {
  const other = await api.createDealer();
  const published = await api.createListing(dealer.id);
  const draft = await api.createListing(dealer.id, { publish: false });
  for (const [id, key] of [
    [draft, dealer.liveKey],
    [published, other.liveKey],
    [published, dealer.testKey],
    [randomUUID(), dealer.liveKey],
  ] as const) {
    const response = await api.get(`/v1/listings/${id}`, { key });
    expect(response.status).toBe(404);
    expect(errorOf(response).code).toBe('resource_not_found');
  }
});
