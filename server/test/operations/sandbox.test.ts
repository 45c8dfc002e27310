import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EVENT_TYPES } from '../../src/domain/event-types.ts';
import { SAMPLE_LISTINGS } from '../../src/domain/sample-listings.ts';
import { createApiKey } from '../../src/operations/api-keys.ts';
import { upsertCustomer } from '../../src/operations/customers.ts';
import { writeIdempotently } from '../../src/operations/idempotency.ts';
import { createListing, publishListing } from '../../src/operations/inventory.ts';
import { listInventory } from '../../src/operations/inventory-reads.ts';
import { createOrder, listOrders } from '../../src/operations/orders.ts';
import { resetSandbox } from '../../src/operations/sandbox.ts';
import { makeTestEvent } from '../../src/operations/test-events.ts';
import { createWebhookEndpoint } from '../../src/operations/webhook-endpoints.ts';
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

const stock = (dealerId: string, livemode: boolean) =>
  listInventory(hub, livemode ? live(dealerId) : sandbox(dealerId), { limit: 250 });

describe('the sandbox', () => {
  it('is filled with the sample catalogue by the first test key, once', async () => {
    const dealerId = await createTestDealer(hub);
    await createApiKey(hub, dealerId, { mode: 'live' });
    expect((await stock(dealerId, false)).data).toEqual([]);
    await createApiKey(hub, dealerId, { mode: 'test' });
    await createApiKey(hub, dealerId, { mode: 'test' });
    const { data } = await stock(dealerId, false);
    expect(data).toHaveLength(SAMPLE_LISTINGS.length);
    expect(data.every((listing) => listing.is_test && listing.status === 'published')).toBe(true);
    expect((await stock(dealerId, true)).data).toEqual([]);
    expect(await eventsOf(hub, sandbox(dealerId))).toEqual([]);
  });

  it("is filled with copies of the dealer's published listings, without their private fields", async () => {
    const dealerId = await createTestDealer(hub);
    await inWorld(hub, live(dealerId, 'dashboard'), async (write) => {
      const shown = await createListing(write, {
        title: 'Shown',
        stock_number: 'S-1',
        serial_number: 'X',
        quantity: 2,
      });
      await publishListing(write, shown.id);
      await createListing(write, { title: 'Draft', stock_number: 'S-2' });
    });
    const before = await stock(dealerId, true);
    await createApiKey(hub, dealerId, { mode: 'test' });
    const { data } = await stock(dealerId, false);
    expect(data).toHaveLength(1);
    expect(data[0]).toMatchObject({
      title: 'Shown',
      stock_number: 'S-1',
      serial_number: null,
      quantity: 2,
      is_test: true,
    });
    expect(data[0]!.id).not.toBe(before.data.find((it) => it.title === 'Shown')!.id);
    expect(await stock(dealerId, true)).toEqual(before);
  });

  it('is emptied and refilled by a reset that leaves live data alone and goes on counting', async () => {
    const dealerId = await createTestDealer(hub);
    await createApiKey(hub, dealerId, { mode: 'test' });
    await createWebhookEndpoint(hub, dealerId, { url: 'https://example.com/hook' });
    await inWorld(hub, live(dealerId), (write) => upsertCustomer(write, { external_id: 'live' }));
    const key = { key: randomUUID(), method: 'POST', path: '/x', body: {}, requestId: 'req_1' };
    const answer = async () => ({ status: 200, object: {} });
    await writeIdempotently(hub, sandbox(dealerId), key, answer);
    await inWorld(hub, sandbox(dealerId), async (write) => {
      await createOrder(write, {
        line_items: [{ stock_number: SAMPLE_LISTINGS.find((it) => it.price)!.stock_number }],
        customer: { external_id: 'x' },
      });
    });
    const { length } = await eventsOf(hub, sandbox(dealerId));
    const reset = await inWorld(hub, sandbox(dealerId), resetSandbox);
    expect(reset).toEqual({ object: 'sandbox', listings: SAMPLE_LISTINGS.length });
    expect((await listOrders(hub, sandbox(dealerId), { limit: 5 })).data).toEqual([]);
    expect((await stock(dealerId, false)).data.every((listing) => listing.status === 'published')).toBe(true);
    expect(await eventsOf(hub, sandbox(dealerId))).toHaveLength(length);
    expect(await writeIdempotently(hub, sandbox(dealerId), key, answer)).toMatchObject({ isReplay: false });
    const pending = await hub.database.kysely
      .selectFrom('deliveries')
      .select(['status', 'reason'])
      .where('dealer_id', '=', dealerId)
      .execute();
    expect(pending.length).toBeGreaterThan(0);
    expect(new Set(pending.map((it) => `${it.status} ${it.reason}`))).toEqual(
      new Set(['cancelled sandbox_reset']),
    );
    await inWorld(hub, sandbox(dealerId), (write) => makeTestEvent(write, 'listing.sold'));
    expect((await eventsOf(hub, sandbox(dealerId))).at(-1)!.sequence).toBe(length + 1);
  });

  it.each(EVENT_TYPES)('makes %s really happen, again and again, in the sandbox alone', async (type) => {
    const dealerId = await createTestDealer(hub);
    await createApiKey(hub, dealerId, { mode: 'test' });
    for (let round = 1; round <= 3; round += 1) {
      const before = (await eventsOf(hub, sandbox(dealerId))).length;
      const event = JSON.parse(
        await inWorld(hub, sandbox(dealerId, 'test_tool'), (write) => makeTestEvent(write, type)),
      );
      expect(event).toMatchObject({ type, livemode: false, object: 'event' });
      const made = (await eventsOf(hub, sandbox(dealerId))).slice(before);
      expect(made.filter((it) => it.type === type)).toHaveLength(1);
      expect(made[0]!.body).toEqual(event);
    }
    expect(await eventsOf(hub, live(dealerId))).toEqual([]);
  });
});
