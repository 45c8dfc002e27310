import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type HubEvent, type Listing, WatchTraderHub } from '../sdk/src/index.ts';
import { createReceiver, memoryStore, type ReceiverProblem } from '../sdk/src/receiver/index.ts';
import { nodeHandler } from '../sdk/src/receiver/node.ts';
import { memorySyncStore, sync, syncOnce } from '../sdk/src/sync/sync.ts';
import type { Api } from './support/api.ts';
import { createDealer, type Dealer } from './support/dealer.ts';
import { eventually } from './support/eventually.ts';
import { expectStatus } from './support/http-client.ts';
import { hubForFile } from './support/hub-for-file.ts';
import type { Endpoint } from './support/shapes.ts';

const scene = hubForFile();
let dealer: Dealer;
let api: Api;
const closers: (() => unknown)[] = [];
beforeAll(async () => {
  dealer = await createDealer(scene.hub);
  api = await dealer.api('live');
});
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const newClient = (apiKey = api.key) =>
  new WatchTraderHub({
    apiKey,
    baseUrl: 'http://hub.invalid',
    // Each start of the hub gets another port.
    fetch: (url, init) => fetch(url.replace('http://hub.invalid', scene.hub.origin), init),
  });

/** A dealer's server, with an endpoint at the hub that points to it. */
async function startShop() {
  const secrets: string[] = [];
  const handled: HubEvent[] = [];
  const problems: ReceiverProblem[] = [];
  const receiver = createReceiver({
    secrets: () => secrets,
    store: memoryStore(),
    hub: newClient(),
    handle: (event) => handled.push(event),
    onProblem: (problem) => problems.push(problem),
  });
  await receiver.heal();
  const server = http.createServer(nodeHandler(receiver));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`;
  const endpoint = await dealer.newEndpoint(url);
  secrets.push(endpoint.signing_secret);
  closers.push(async () => {
    receiver.stop();
    await dealer.dashboard.delete(`/webhook-endpoints/${endpoint.id}`);
    server.closeAllConnections();
    server.close();
  });
  const sees = (listing: { id: string }, type: string) =>
    eventually(`${type} is handled`, () =>
      handled.find((it) => it.type === type && it.data.object.id === listing.id),
    );
  return { receiver, secrets, handled, problems, endpoint, sees };
}

describe('a receiver behind node:http', () => {
  it('handles what happens, through a rotation of the secret, without a restart', async () => {
    const shop = await startShop();
    await shop.sees(await dealer.newListing(), 'listing.published');
    const path = `/webhook-endpoints/${shop.endpoint.id}/rotate-secret`;
    const rotated = expectStatus(await dealer.dashboard.post<Endpoint>(path, { grace_hours: 1 }), 200);
    await shop.sees(await dealer.newListing(), 'listing.published');
    shop.secrets.splice(0, 1, rotated.signing_secret);
    await shop.sees(await dealer.newListing(), 'listing.published');
    expect(shop.problems).toEqual([]);
  });

  it('is told by the hub again what it refused, and handles it when it has the secret', async () => {
    const shop = await startShop();
    const [secret] = shop.secrets.splice(0, 1, `whsec_${'A'.repeat(43)}=`);
    const listing = await dealer.newListing();
    await eventually('it has refused', () => shop.problems.find((it) => it.type === 'refused'));
    shop.secrets.splice(0, 1, secret!);
    await shop.sees(listing, 'listing.published');
  });

  it('heals from the feed what happened while its endpoint was disabled', async () => {
    const shop = await startShop();
    const first = await dealer.newListing({ quantity: 2 });
    await shop.sees(first, 'listing.published');
    const path = `/webhook-endpoints/${shop.endpoint.id}`;
    expectStatus(await dealer.dashboard.patch(path, { is_enabled: false }), 200);
    await api.order(first);
    const second = await dealer.newListing();
    expectStatus(await dealer.dashboard.patch(path, { is_enabled: true }), 200);
    await dealer.act(second, 'unpublish');
    await shop.sees(second, 'listing.unpublished');
    const [result] = await shop.receiver.heal();
    // `listing.published` of the second is older than what was handled of it.
    expect(result).toMatchObject({ livemode: true, handled: 2, failed: 0 });
    const all = await api.events();
    expect(result!.lastSequence).toBe(all.length);
    const versions = new Map<string, number>();
    for (const { data } of shop.handled) {
      if (data.object.object === 'listing') versions.set(data.object.id, data.object.version);
    }
    for (const { id } of [first, second]) expect(versions.get(id)).toBe((await api.listing(id)).version);
  });
});

/** Whatever a dealer may do with a listing at the dashboard; what its state does not allow is refused. */
async function changeSomething(known: string[]): Promise<void> {
  const id = known[randomInt(known.length)]!;
  const action = ['edit', 'edit', 'publish', 'unpublish', 'mark-sold', 'return-to-stock', 'new'][
    randomInt(7)
  ]!;
  if (action === 'new') known.push((await dealer.newListing({ quantity: 1 + randomInt(3) })).id);
  else if (action === 'edit')
    await dealer.dashboard.patch(`/listings/${id}`, { title: `Nomos ${randomInt(1e9)}` });
  else await dealer.dashboard.post(`/listings/${id}/${action}`);
}

const byId = (listings: readonly { readonly id: string }[]) =>
  [...listings].sort((a, b) => a.id.localeCompare(b.id));

describe('sync()', () => {
  it('keeps a copy equal to GET /listings through random changes and kill -9 of the hub', async () => {
    const known = [(await dealer.newListing()).id, (await dealer.newListing()).id];
    const copy = new Map<string, Listing>();
    const steppedBack: string[] = [];
    const stopping = new AbortController();
    const problems: unknown[] = [];
    const running = sync({
      hub: newClient(),
      store: memorySyncStore(),
      upsert: (listing) => {
        if ((copy.get(listing.id)?.version ?? 0) >= listing.version) steppedBack.push(listing.id);
        copy.set(listing.id, listing);
      },
      reconcileIntervalMs: 100,
      signal: stopping.signal,
      onProblem: (error) => problems.push(error),
    });
    for (let round = 0; round < 3; round += 1) {
      for (let change = 0; change < 20; change += 1) await changeSomething(known);
      if (round === 2) break;
      await scene.hub.kill();
      await scene.hub.start();
    }
    const listings = byId(await api.listings());
    await eventually('the copy equals them', () => {
      const mine = byId([...copy.values()]);
      return JSON.stringify(mine) === JSON.stringify(listings);
    });
    stopping.abort();
    await running;
    expect(byId([...copy.values()])).toEqual(listings);
    expect(steppedBack).toEqual([]);
  }, 120_000);

  it('of the sandbox drops what a reset took away', async () => {
    const hub = newClient((await dealer.newKey('test')).key);
    await hub.makeTestEvent('listing.published');
    const copy = new Map<string, Listing>();
    const options = {
      hub,
      store: memorySyncStore(),
      upsert: (listing: Listing) => copy.set(listing.id, listing),
      remove: (id: string) => copy.delete(id),
    };
    await syncOnce(options);
    const before = [...copy.keys()];
    expect(before.length).toBeGreaterThan(0);
    await hub.resetSandbox();
    await syncOnce(options);
    expect(byId([...copy.values()])).toEqual(byId(await Array.fromAsync(hub.iterateListings())));
    expect(before.filter((id) => copy.has(id))).toEqual([]);
  });
});
