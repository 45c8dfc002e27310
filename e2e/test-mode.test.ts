import { beforeEach, describe, expect, it } from 'vitest';
import type { Api } from './support/api.ts';
import { createDealer, type Dealer } from './support/dealer.ts';
import { eventually } from './support/eventually.ts';
import { expectStatus } from './support/http-client.ts';
import { hubForFile } from './support/hub-for-file.ts';
import type { HubEvent, Listing, Refusal } from './support/shapes.ts';

const scene = hubForFile();
let dealer: Dealer;
let live: Api;
let path: string;

beforeEach(async () => {
  dealer = await createDealer(scene.hub, 'test mode');
  live = await dealer.api('live');
  path = `/${dealer.account.email}`;
  await dealer.newEndpoint(scene.receiver.url(path));
});

const typesAt = (at: string) => scene.receiver.at(at).map((it) => it.event.type);

describe('in test mode', () => {
  it('a live key reads but does not write', async () => {
    const listing = await dealer.newListing();
    expect(await live.listing(listing.id)).toMatchObject({ id: listing.id, is_test: false });
    const me = expectStatus(await live.get<{ is_enabled: boolean; is_test_mode: boolean }>('/me'), 200);
    expect(me).toMatchObject({ is_enabled: true, is_test_mode: true, livemode: true });

    const writes = [
      live.post<Refusal>('/orders', { line_items: [{ listing_id: listing.id }] }),
      live.post<Refusal>('/customers', { email: 'ada@example.com' }),
      live.post<Refusal>('/customers/bulk', { customers: [{ email: 'ada@example.com' }] }),
    ];
    for (const { status, code } of await Promise.all(writes)) {
      expect([status, code]).toEqual([403, 'test_mode_active']);
    }
    expect(await live.listing(listing.id)).toMatchObject({ status: 'published', quantity: 1 });
  });

  it('a ping works with either kind of key, and says which', async () => {
    const test = await dealer.api('test');
    for (const [api, livemode] of [
      [live, true],
      [test, false],
    ] as const) {
      const { event_id } = expectStatus(await api.post<{ event_id: string }>('/test/webhook_ping'), 202);
      const arrived = await eventually('the ping arrives', () =>
        scene.receiver.at(path).find((it) => it.event.id === event_id),
      );
      expect(arrived.event).toMatchObject({ type: 'integration.test_event', livemode });
    }
  });

  it('live events are recorded, end in the log with their reason, and flow from going live on', async () => {
    const recorded = await dealer.newListing();
    const events = await live.events();
    expect(events.map((it) => it.type)).toEqual(['listing.published']);
    const [held] = await dealer.deliveries();
    expect(held).toMatchObject({ status: 'cancelled', reason: 'test_mode', resource_id: recorded.id });
    expect(held).toMatchObject({ event_id: events[0]!.id, attempt_count: 0, attempts: [] });

    await dealer.setTestMode(false);
    await live.order(recorded);
    await eventually('both events arrive', () => typesAt(path).includes('listing.sold'));
    expect(typesAt(path)).toEqual(['order.received', 'listing.sold']);
  });

  it('and after going live, test keys and test events keep working', async () => {
    const test = await dealer.api('test');
    const [first, second] = (await test.listings()) as [Listing, Listing];
    for (const [listing, isTestMode] of [
      [first, true],
      [second, false],
    ] as const) {
      await dealer.setTestMode(isTestMode);
      const order = await test.order(listing);
      expect(order.is_test).toBe(true);
      const arrived = await eventually('its event arrives', () =>
        scene.receiver.at(path).find((it) => it.event.data.object.id === order.id),
      );
      expect(arrived.event.livemode).toBe(false);
    }
  });
});

describe('the sandbox', () => {
  it('is filled by the first test key: with the sample catalogue when nothing is published', async () => {
    const test = await dealer.api('test');
    const sample = await test.listings();
    expect(sample.length).toBeGreaterThan(10);
    expect(sample.every((it) => it.is_test && it.status === 'published')).toBe(true);
    await dealer.api('test');
    expect(await test.listings()).toEqual(sample);
    expect(await live.listings()).toEqual([]);
  });

  it('is filled with copies of what is published, without private fields or drafts', async () => {
    const published = await dealer.newListing({
      serial_number: 'SN-PRIVATE-1',
      internal_notes: 'floor price',
    });
    await dealer.newDraft({ title: 'A draft' });
    const test = await dealer.api('test');
    const [copy, ...others] = await test.listings();
    expect(others).toEqual([]);
    expect(copy).toMatchObject({
      is_test: true,
      stock_number: published.stock_number,
      title: published.title,
    });
    expect(copy!.id).not.toBe(published.id);
    const { text } = await dealer.dashboard.get(`/listings/${copy!.id}?mode=test`);
    expect(text).not.toMatch(/SN-PRIVATE-1|floor price/);
  });

  it('never changes a live row, the live feed or the number of listings the plan counts', async () => {
    await dealer.newListing();
    const overview = async () => expectStatus(await dealer.dashboard.get('/overview'), 200);
    const readLive = async () => [
      await live.listings(),
      await live.orders(),
      await live.events(),
      await overview(),
    ];
    const before = await readLive();

    const test = await dealer.api('test');
    const [listing] = await test.listings();
    const order = await test.order(listing!);
    expectStatus(await test.post(`/orders/${order.id}/cancel`), 200);
    expectStatus(await test.post('/customers', { email: 'ada@example.com' }), 201);
    for (const type of ['listing.published', 'listing.sold', 'order.fulfilled', 'customer.matched']) {
      const event = expectStatus(await test.post<HubEvent>('/test/events', { type }), 202);
      expect(event).toMatchObject({ type, livemode: false });
    }
    expectStatus(await test.post('/test/reset'), 200);
    expect(await readLive()).toEqual(before);
  });

  it('is emptied and refilled by a reset; its feed goes on without a gap and nothing of it is announced', async () => {
    await dealer.newListing();
    const test = await dealer.api('test');
    const [copy] = await test.listings();
    await test.order(copy!, 1);
    const before = await test.events();

    const reset = expectStatus(await test.post<{ listings: number }>('/test/reset'), 200);
    const [fresh, ...others] = await test.listings();
    expect([reset.listings, others, await test.orders()]).toEqual([1, [], []]);
    expect(fresh).toMatchObject({ status: 'published', quantity: 1, stock_number: copy!.stock_number });
    expect(await test.events()).toEqual(before);

    await test.order(fresh!);
    const sequences = (await test.events()).map((it) => it.sequence);
    expect(sequences).toEqual(sequences.map((_, index) => index + 1));
    expect(sequences.length).toBeGreaterThan(before.length);
  });
});
