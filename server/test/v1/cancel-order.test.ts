import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fulfillOrder } from '../../src/operations/orders.ts';
import { createTestApi, type Dealer, errorOf, type TestApi } from '../support/api.ts';
import { eventsOf, inWorld, live } from '../support/hub.ts';

let api: TestApi;
let dealer: Dealer;
beforeAll(async () => {
  api = await createTestApi();
  dealer = await api.createDealer();
});
afterAll(() => api.close());

async function place(owner: Dealer, quantity = 1) {
  const listing = await api.createListing(owner.id, { quantity });
  const { body } = await api.post(
    '/v1/orders',
    { line_items: [{ listing_id: listing }] },
    { key: owner.liveKey },
  );
  return { id: body.id as string, listing };
}
const cancel = (id: string, body: object = {}, key = dealer.liveKey) =>
  api.post(`/v1/orders/${id}/cancel`, body, { key });
const stockOf = async (id: string) => (await api.get(`/v1/listings/${id}`, { key: dealer.liveKey })).body;

it('gives the stock back, once, and tells receivers', async () => {
  const mine = await api.createDealer();
  const { id, listing } = await place(mine);
  const response = await cancel(id, { reason: 'fraud', note: 'Stolen card.' }, mine.liveKey);
  expect(response.status).toBe(200);
  expect(response.body).toMatchObject({
    id,
    status: 'cancelled',
    cancellation: { reason: 'fraud', note: 'Stolen card.', restocked: true },
  });
  const again = await cancel(id, { reason: 'other' }, mine.liveKey);
  expect(again.body).toEqual(response.body);
  expect((await api.get(`/v1/listings/${listing}`, { key: mine.liveKey })).body).toMatchObject({
    status: 'published',
    quantity: 1,
  });
  const types = (await eventsOf(api.hub, live(mine.id))).map((event) => event.type);
  expect(types.slice(-2)).toEqual(['order.cancelled', 'listing.in_stock']);
});

it('needs no body', async () => {
  const { id } = await place(dealer);
  const response = await api.call('POST', `/v1/orders/${id}/cancel`, { key: dealer.liveKey });
  expect(response.body.cancellation).toEqual({ reason: null, note: null, restocked: true });
});

it('keeps the stock when told so', async () => {
  const { id, listing } = await place(dealer, 3);
  expect((await cancel(id, { restock: false })).body.cancellation.restocked).toBe(false);
  expect((await stockOf(listing)).quantity).toBe(2);
});

it('of a fulfilled order is 409 order_not_cancellable', async () => {
  const { id } = await place(dealer);
  await inWorld(api.hub, live(dealer.id, 'dashboard'), (write) => fulfillOrder(write, id, {}));
  const response = await cancel(id);
  expect(response.status).toBe(409);
  expect(errorOf(response).code).toBe('order_not_cancellable');
});

it("is 404 for another dealer's, the other world's and what never was", async () => {
  const { id, listing } = await place(dealer);
  const other = await api.createDealer();
  for (const [order, key] of [
    [id, other.liveKey],
    [id, dealer.testKey],
    [randomUUID(), dealer.liveKey],
  ] as const) {
    const response = await cancel(order, {}, key);
    expect(response.status).toBe(404);
    expect(errorOf(response).code).toBe('resource_not_found');
  }
  expect((await stockOf(listing)).status).toBe('sold');
});

it('by many at once gives back once', async () => {
  const { id, listing } = await place(dealer, 5);
  const responses = await Promise.all(Array.from({ length: 10 }, () => cancel(id)));
  for (const response of responses) expect(response.status).toBe(200);
  expect((await stockOf(listing)).quantity).toBe(5);
});
