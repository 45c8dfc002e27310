import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ListingInput } from '../../src/domain/listing-input.ts';
import type { OrderInput } from '../../src/domain/order.ts';
import { createListing, publishListing, unpublishListing } from '../../src/operations/inventory.ts';
import { cancelOrder, createOrder, fulfillOrder, getOrder, listOrders } from '../../src/operations/orders.ts';
import {
  createTestDealer,
  createTestHub,
  eventsOf,
  inWorld,
  live,
  sandbox,
  type TestHub,
} from '../support/hub.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await createTestHub();
});
afterAll(() => hub.drop());

const EUR = (amount: number) => ({ amount, currency: 'EUR' });

async function publish(dealerId: string, input: ListingInput, livemode = true): Promise<string> {
  const caller = livemode ? live(dealerId, 'dashboard') : sandbox(dealerId, 'dashboard');
  return await inWorld(hub, caller, async (write) => {
    const { id } = await createListing(write, { title: 'Submariner', ...input });
    await publishListing(write, id);
    return id;
  });
}

const place = (dealerId: string, input: OrderInput, source: 'api' | 'dashboard' = 'api') =>
  inWorld(hub, live(dealerId, source), (write) => createOrder(write, input));

describe('an order', () => {
  it('is a snapshot: title, stock number and price stay as they were', async () => {
    const dealerId = await createTestDealer(hub);
    const id = await publish(dealerId, { stock_number: 'S-1', price: EUR(1_250_000), quantity: 3 });
    const order = await place(dealerId, {
      external_id: 'o-1',
      line_items: [{ stock_number: 'S-1', quantity: 2 }],
    });
    expect(order).toMatchObject({
      number: 1001,
      status: 'received',
      source: 'api',
      total_amount: 2_500_000,
      total_currency: 'EUR',
      line_items: [
        { listing_id: id, stock_number: 'S-1', title: 'Submariner', quantity: 2, price: EUR(1_250_000) },
      ],
    });
    expect(await getOrder(hub, live(dealerId), order.id)).toEqual(order);
  });

  it.each([
    ['JPY', 1_980_000, 3, 5_940_000],
    ['KWD', 4_250_500, 2, 8_501_000],
  ])('adds up minor units of %s without rounding', async (currency, amount, quantity, total) => {
    const dealerId = await createTestDealer(hub);
    const id = await publish(dealerId, { price: { amount, currency }, quantity });
    const order = await place(dealerId, { line_items: [{ listing_id: id, quantity }] });
    expect(order).toMatchObject({ total_amount: total, total_currency: currency });
  });

  it('counts numbers per world from 1001', async () => {
    const dealerId = await createTestDealer(hub);
    const id = await publish(dealerId, { price: EUR(1), quantity: 5 });
    const testId = await publish(dealerId, { price: EUR(1) }, false);
    const numbers = [
      (await place(dealerId, { line_items: [{ listing_id: id }] })).number,
      (
        await inWorld(hub, sandbox(dealerId), (write) =>
          createOrder(write, { line_items: [{ listing_id: testId }] }),
        )
      ).number,
      (await place(dealerId, { line_items: [{ listing_id: id }] })).number,
    ];
    expect(numbers).toEqual([1001, 1001, 1002]);
  });

  it('emits order.received, then what became of the stock, then the customer it met', async () => {
    const dealerId = await createTestDealer(hub);
    const several = await publish(dealerId, { price: EUR(1), quantity: 2 });
    const last = await publish(dealerId, { price: EUR(1) });
    const customer = { email: 'anna@example.com' };
    await place(dealerId, { line_items: [{ listing_id: several }], customer });
    await place(dealerId, { line_items: [{ listing_id: several }, { listing_id: last }], customer });
    const events = (await eventsOf(hub, live(dealerId))).slice(2);
    expect(events.map((event) => event.type)).toEqual([
      'order.received',
      'listing.updated',
      'order.received',
      'listing.sold',
      'listing.sold',
      'customer.matched',
    ]);
    expect(events[1]!.body.data).toMatchObject({
      object: { id: several, quantity: 1, version: 3 },
      previous_attributes: { quantity: 2 },
    });
    expect(Object.keys(events[1]!.body.data.previous_attributes!)).toEqual(['quantity']);
  });

  it.each<[string, (id: string, other: string) => OrderInput, object]>([
    [
      'an unknown listing',
      () => ({ line_items: [{ listing_id: '01900000-0000-7000-8000-000000000000' }] }),
      { code: 'resource_not_found', param: 'line_items[0].listing_id' },
    ],
    [
      'an unknown stock number',
      () => ({ line_items: [{ stock_number: 'nope' }] }),
      { code: 'resource_not_found', param: 'line_items[0].stock_number' },
    ],
    [
      'a line that names no listing',
      () => ({ line_items: [{ quantity: 1 }] }),
      { code: 'invalid_parameter', param: 'line_items[0]' },
    ],
    [
      'a line that names its listing twice',
      (id) => ({ line_items: [{ listing_id: id, stock_number: 'S-1' }] }),
      { code: 'invalid_parameter', param: 'line_items[0]' },
    ],
    [
      'the same listing on two lines',
      (id) => ({ line_items: [{ listing_id: id }, { listing_id: id }] }),
      { code: 'invalid_parameter', param: 'line_items[1].listing_id' },
    ],
    [
      'no price at all',
      (_, other) => ({ line_items: [{ listing_id: other }] }),
      { code: 'invalid_parameter', param: 'line_items[0].price' },
    ],
    [
      'two currencies',
      (id, other) => ({
        line_items: [{ listing_id: id }, { listing_id: other, price: { amount: 1, currency: 'USD' } }],
      }),
      { code: 'invalid_parameter', param: 'line_items[1].price.currency' },
    ],
    [
      'an unknown currency',
      (id) => ({ line_items: [{ listing_id: id, price: { amount: 1, currency: 'BTC' } }] }),
      { code: 'invalid_parameter', param: 'line_items[0].price.currency' },
    ],
    [
      'more pieces than there are',
      (id) => ({ line_items: [{ listing_id: id, quantity: 3 }] }),
      { code: 'listing_unavailable', param: 'line_items[0].listing_id' },
    ],
    [
      'a time that is none',
      (id) => ({ line_items: [{ listing_id: id }], ordered_at: 'today' }),
      { code: 'invalid_parameter', param: 'ordered_at' },
    ],
    [
      'an unknown customer',
      (id) => ({ line_items: [{ listing_id: id }], customer_id: 'x' }),
      { code: 'resource_not_found', param: 'customer_id' },
    ],
    [
      'a customer without a key',
      (id) => ({ line_items: [{ listing_id: id }], customer: { first_name: 'A' } }),
      { code: 'invalid_parameter', param: 'customer' },
    ],
    [
      'an unknown country',
      (id) => ({ line_items: [{ listing_id: id }], shipping_address: { country: 'XX' } }),
      { code: 'invalid_parameter', param: 'shipping_address.country' },
    ],
  ])('with %s is refused and changes nothing', async (_, input, expected) => {
    const dealerId = await createTestDealer(hub);
    const id = await publish(dealerId, { stock_number: 'S-1', price: EUR(1), quantity: 2 });
    const other = await publish(dealerId, { price: null });
    const before = await eventsOf(hub, live(dealerId));
    await expect(place(dealerId, input(id, other))).rejects.toMatchObject(expected);
    expect(await eventsOf(hub, live(dealerId))).toEqual(before);
    expect((await listOrders(hub, live(dealerId), { limit: 5 })).data).toEqual([]);
  });

  it('of a total beyond exact numbers is refused', async () => {
    const dealerId = await createTestDealer(hub);
    const id = await publish(dealerId, { price: EUR(10_000_000_000_000), quantity: 10_000 });
    await expect(
      place(dealerId, { line_items: [{ listing_id: id, quantity: 10_000 }] }),
    ).rejects.toMatchObject({
      code: 'invalid_parameter',
      param: 'line_items',
    });
  });

  it('can not have the external_id of another', async () => {
    const dealerId = await createTestDealer(hub);
    const id = await publish(dealerId, { price: EUR(1), quantity: 5 });
    const input = { external_id: 'o-1', line_items: [{ listing_id: id }] };
    await place(dealerId, input);
    await expect(place(dealerId, input)).rejects.toMatchObject({
      code: 'duplicate_external_id',
      param: 'external_id',
    });
  });

  it('by API takes only what is published; the dealer may also sell what is not', async () => {
    const dealerId = await createTestDealer(hub);
    const id = await publish(dealerId, { price: EUR(1) });
    const draft = await inWorld(hub, live(dealerId, 'dashboard'), (write) =>
      createListing(write, { title: 'Draft', price: EUR(1) }),
    );
    await inWorld(hub, live(dealerId, 'dashboard'), (write) => unpublishListing(write, id));
    const order = { line_items: [{ listing_id: id }] };
    await expect(place(dealerId, order)).rejects.toMatchObject({ code: 'listing_unavailable' });
    await expect(place(dealerId, { line_items: [{ listing_id: draft.id }] })).rejects.toMatchObject({
      code: 'resource_not_found',
    });
    const sold = await place(dealerId, order, 'dashboard');
    expect(sold).toMatchObject({ source: 'dashboard', status: 'received' });
    const cancelled = await inWorld(hub, live(dealerId), (write) => cancelOrder(write, sold.id, {}));
    expect(cancelled.status).toBe('cancelled');
    expect((await eventsOf(hub, live(dealerId))).at(-1)!.body.data.object).toMatchObject({
      status: 'unpublished',
    });
  });

  it('that was sent can not be cancelled, one that was cancelled can not be sent', async () => {
    const dealerId = await createTestDealer(hub);
    const id = await publish(dealerId, { price: EUR(1), quantity: 2 });
    const [sent, cancelled] = [
      await place(dealerId, { line_items: [{ listing_id: id }] }),
      await place(dealerId, { line_items: [{ listing_id: id }] }),
    ];
    const fulfilled = await inWorld(hub, live(dealerId), (write) =>
      fulfillOrder(write, sent.id, { tracking: { carrier: 'Brinks', number: 'B-1' } }),
    );
    expect(fulfilled).toMatchObject({
      status: 'fulfilled',
      tracking: { carrier: 'Brinks', number: 'B-1', url: null },
    });
    await inWorld(hub, live(dealerId), (write) => cancelOrder(write, cancelled.id, { reason: 'fraud' }));
    await expect(
      inWorld(hub, live(dealerId), (write) => cancelOrder(write, sent.id, {})),
    ).rejects.toMatchObject({
      code: 'order_not_cancellable',
    });
    await expect(
      inWorld(hub, live(dealerId), (write) => fulfillOrder(write, cancelled.id, {})),
    ).rejects.toMatchObject({ code: 'invalid_state' });
  });
});
