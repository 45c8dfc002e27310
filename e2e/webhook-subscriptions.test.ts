import { beforeEach, describe, expect, it } from 'vitest';
import type { Api } from './support/api.ts';
import { createDealer, type Dealer } from './support/dealer.ts';
import { eventually } from './support/eventually.ts';
import { expectStatus } from './support/http-client.ts';
import { hubForFile } from './support/hub-for-file.ts';

const scene = hubForFile();
let dealer: Dealer;
let live: Api;
let test: Api;

beforeEach(async () => {
  dealer = await createDealer(scene.hub);
  live = await dealer.api('live');
  test = await dealer.api('test');
});

const pathOf = (name: string): string => `/${dealer.account.email}/${name}`;
const endpoint = (name: string, options: object) =>
  dealer.newEndpoint(scene.receiver.url(pathOf(name)), options);

async function settled(): Promise<void> {
  await eventually(
    'everything is sent',
    async () => (await dealer.deliveries('&status=pending')).length === 0,
  );
}

/** What an endpoint has heard, as `type` or `type (test)`, in alphabetical order. */
function heard(name: string): string[] {
  return scene.receiver
    .at(pathOf(name))
    .map(({ event }) => (event.livemode ? event.type : `${event.type} (test)`))
    .sort();
}

describe('an endpoint hears', () => {
  it('everything, a namespace or single types, as it subscribed', async () => {
    await endpoint('all', { events: ['*'] });
    await endpoint('listings', { events: ['listing.*'] });
    await endpoint('two', { events: ['order.cancelled', 'customer.*'] });
    const listing = await dealer.newListing();
    const order = await live.order(listing);
    expectStatus(await live.post(`/orders/${order.id}/cancel`), 200);
    await settled();

    const listings = ['listing.in_stock', 'listing.published', 'listing.sold'];
    expect(heard('all')).toEqual([...listings, 'order.cancelled', 'order.received']);
    expect(heard('listings')).toEqual(listings);
    expect(heard('two')).toEqual(['order.cancelled']);
  });

  it('the worlds its mode names', async () => {
    for (const mode of ['all', 'live', 'test']) await endpoint(mode, { mode, events: ['order.*'] });
    await live.order(await dealer.newListing());
    await test.order((await test.listings())[0]!);
    await settled();

    expect(heard('all')).toEqual(['order.received', 'order.received (test)']);
    expect(heard('live')).toEqual(['order.received']);
    expect(heard('test')).toEqual(['order.received (test)']);
  });

  it('nothing the API itself wrote when it skips own writes, but all that the dealer does', async () => {
    await endpoint('skipping', { skip_own_writes: true });
    await endpoint('hearing', {});
    const listing = await dealer.newListing({ quantity: 2 });
    await live.order(listing);
    const body = { line_items: [{ listing_id: listing.id }] };
    expectStatus(await dealer.dashboard.post('/orders', body), 201);
    await settled();

    expect(heard('skipping')).toEqual(['listing.published', 'listing.sold', 'order.received']);
    expect(heard('hearing')).toEqual([
      'listing.published',
      'listing.sold',
      'listing.updated',
      'order.received',
      'order.received',
    ]);
  });

  it('of one resource in the order of the events', async () => {
    await endpoint('ordered', {});
    const listing = await dealer.newListing();
    for (let round = 0; round < 10; round += 1) {
      await dealer.act(listing, 'unpublish');
      await dealer.act(listing, 'publish');
    }
    await settled();
    const sequences = scene.receiver.at(pathOf('ordered')).map((it) => it.event.sequence);
    expect(sequences).toEqual(Array.from({ length: 21 }, (_, index) => index + 1));
  });

  it('a ping whatever it subscribes to', async () => {
    await endpoint('deaf', { events: ['order.fulfilled'] });
    expectStatus(await live.post('/test/webhook_ping'), 202);
    await settled();
    expect(heard('deaf')).toEqual(['integration.test_event']);
  });
});
