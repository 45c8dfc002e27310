import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiError } from '../../src/domain/api-error.ts';
import {
  createListing,
  getListingForWrite,
  markListingSold,
  publishListing,
  returnListingToStock,
  updateListing,
} from '../../src/operations/inventory.ts';
import { cancelOrder, createOrder } from '../../src/operations/orders.ts';
import { createTestDealer, createTestHub, eventsOf, inWorld, live, type TestHub } from '../support/hub.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await createTestHub();
});
afterAll(() => hub.drop());

async function publishedListing(dealerId: string, quantity = 1): Promise<string> {
  return await inWorld(hub, live(dealerId, 'dashboard'), async (write) => {
    const listing = await createListing(write, {
      title: 'Speedmaster Professional',
      quantity,
      price: { amount: 650_000, currency: 'EUR' },
    });
    await publishListing(write, listing.id);
    return listing.id;
  });
}

const read = (dealerId: string, id: string) =>
  inWorld(hub, live(dealerId), (write) => getListingForWrite(write, id));

const outcome = (results: PromiseSettledResult<unknown>[]) => {
  const refused = results.filter((it) => it.status === 'rejected').map((it) => it.reason);
  expect(refused.every((error) => error instanceof ApiError)).toBe(true);
  return {
    sold: results.filter((it) => it.status === 'fulfilled').length,
    refused: refused.map((error) => error.code as string),
  };
};

describe('never sell a watch twice', () => {
  it.each([
    [1, 1],
    [3, 3],
  ])(
    'of 200 orders at once for the last %i exactly %i succeed, whatever door they come through',
    async (quantity, winners) => {
      const dealerId = await createTestDealer(hub);
      const id = await publishedListing(dealerId, quantity);
      const orders = Array.from({ length: 200 }, (_, index) =>
        inWorld(hub, live(dealerId, index % 2 === 0 ? 'api' : 'dashboard'), (write) =>
          createOrder(write, { line_items: [{ listing_id: id }] }),
        ),
      );
      const { sold, refused } = outcome(await Promise.allSettled(orders));
      expect(sold).toBe(winners);
      expect(refused).toEqual(Array(200 - winners).fill('listing_unavailable'));
      expect(await read(dealerId, id)).toMatchObject({ status: 'sold', quantity: 0 });
      const types = (await eventsOf(hub, live(dealerId))).map((event) => event.type);
      expect(types.filter((type) => type === 'listing.sold')).toHaveLength(1);
      expect(types.filter((type) => type === 'order.received')).toHaveLength(winners);
      expect(types.at(-1)).toBe('listing.sold');
    },
  );

  it('takes all lines of an order or none', async () => {
    const dealerId = await createTestDealer(hub);
    const [first, second] = [await publishedListing(dealerId), await publishedListing(dealerId)];
    await inWorld(hub, live(dealerId), (write) =>
      createOrder(write, { line_items: [{ listing_id: second }] }),
    );
    const both = { line_items: [{ listing_id: first }, { listing_id: second }] };
    await expect(inWorld(hub, live(dealerId), (write) => createOrder(write, both))).rejects.toMatchObject({
      code: 'listing_unavailable',
      param: 'line_items[1].listing_id',
    });
    expect(await read(dealerId, first)).toMatchObject({ status: 'published', quantity: 1, version: 2 });
  });

  it('opposite line orders at once neither deadlock nor double', async () => {
    const dealerId = await createTestDealer(hub);
    const ids = [await publishedListing(dealerId, 20), await publishedListing(dealerId, 20)];
    const orders = Array.from({ length: 30 }, (_, index) => {
      const lines = (index % 2 === 0 ? ids : ids.toReversed()).map((listing_id) => ({ listing_id }));
      return inWorld(hub, live(dealerId), (write) => createOrder(write, { line_items: lines }));
    });
    expect(outcome(await Promise.allSettled(orders)).sold).toBe(20);
    for (const id of ids) expect(await read(dealerId, id)).toMatchObject({ quantity: 0, status: 'sold' });
  });

  it('cancelling gives back what the order took, once, however often it is asked', async () => {
    const dealerId = await createTestDealer(hub);
    const id = await publishedListing(dealerId, 3);
    const order = await inWorld(hub, live(dealerId), (write) =>
      createOrder(write, { line_items: [{ listing_id: id, quantity: 3 }] }),
    );
    const cancels = Array.from({ length: 20 }, () =>
      inWorld(hub, live(dealerId), (write) => cancelOrder(write, order.id, { reason: 'customer' })),
    );
    const results = await Promise.all(cancels);
    expect(new Set(results.map((it) => it.updated_us)).size).toBe(1);
    expect(await read(dealerId, id)).toMatchObject({ status: 'published', quantity: 3 });
    const types = (await eventsOf(hub, live(dealerId))).map((event) => event.type);
    expect(types).toEqual([
      'listing.published',
      'order.received',
      'listing.sold',
      'order.cancelled',
      'listing.in_stock',
    ]);
  });

  it('a cancel without restock leaves the watch sold', async () => {
    const dealerId = await createTestDealer(hub);
    const id = await publishedListing(dealerId);
    await inWorld(hub, live(dealerId), async (write) => {
      const order = await createOrder(write, { line_items: [{ listing_id: id }] });
      const cancelled = await cancelOrder(write, order.id, { restock: false });
      expect(cancelled.cancellation).toEqual({ reason: null, note: null, restocked: false });
    });
    expect(await read(dealerId, id)).toMatchObject({ status: 'sold', quantity: 0 });
  });

  it('a stale form can not bring a sold watch back', async () => {
    const dealerId = await createTestDealer(hub);
    const id = await publishedListing(dealerId);
    const seen = await read(dealerId, id);
    await inWorld(hub, live(dealerId), (write) => createOrder(write, { line_items: [{ listing_id: id }] }));
    const save = (input: object) =>
      inWorld(hub, live(dealerId, 'dashboard'), (write) => updateListing(write, id, input));
    await expect(save({ quantity: 1, version: seen.version })).rejects.toMatchObject({
      code: 'version_conflict',
    });
    await expect(save({ quantity: 1 })).rejects.toMatchObject({ code: 'version_conflict', param: 'version' });
    const current = await read(dealerId, id);
    await expect(save({ quantity: 1, version: current.version })).rejects.toMatchObject({
      code: 'invalid_state',
    });
    expect(await read(dealerId, id)).toMatchObject({ status: 'sold', quantity: 0 });
  });

  it('return-to-stock racing a cancel gives back each piece once', async () => {
    for (let round = 0; round < 10; round += 1) {
      const dealerId = await createTestDealer(hub);
      const id = await publishedListing(dealerId, 2);
      const order = await inWorld(hub, live(dealerId), (write) =>
        createOrder(write, { line_items: [{ listing_id: id }] }),
      );
      await inWorld(hub, live(dealerId, 'dashboard'), (write) => markListingSold(write, id));
      await Promise.allSettled([
        inWorld(hub, live(dealerId, 'dashboard'), (write) => returnListingToStock(write, id)),
        inWorld(hub, live(dealerId), (write) => cancelOrder(write, order.id, {})),
        inWorld(hub, live(dealerId, 'dashboard'), (write) => returnListingToStock(write, id)),
        inWorld(hub, live(dealerId), (write) => cancelOrder(write, order.id, {})),
      ]);
      expect(await read(dealerId, id)).toMatchObject({
        status: 'published',
        quantity: 2,
        marked_sold_quantity: 0,
      });
    }
  });

  it('return-to-stock never gives back what an order holds', async () => {
    const dealerId = await createTestDealer(hub);
    const id = await publishedListing(dealerId);
    await inWorld(hub, live(dealerId), (write) => createOrder(write, { line_items: [{ listing_id: id }] }));
    await expect(
      inWorld(hub, live(dealerId, 'dashboard'), (write) => returnListingToStock(write, id)),
    ).rejects.toMatchObject({ code: 'invalid_state' });
  });

  it('mark-sold on a watch that an order just took is refused, so that the dealer hears of the second sale', async () => {
    const dealerId = await createTestDealer(hub);
    const id = await publishedListing(dealerId);
    await inWorld(hub, live(dealerId), (write) => createOrder(write, { line_items: [{ listing_id: id }] }));
    await expect(
      inWorld(hub, live(dealerId, 'dashboard'), (write) => markListingSold(write, id)),
    ).rejects.toMatchObject({ code: 'invalid_state' });
  });
});
