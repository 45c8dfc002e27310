import { beforeEach, describe, expect, it } from 'vitest';
import { createDealer, type Dealer } from './support/dealer.ts';
import { eventually } from './support/eventually.ts';
import { expectStatus } from './support/http-client.ts';
import { hubForFile } from './support/hub-for-file.ts';
import { answering, type Received } from './support/receiver.ts';
import type { Listing } from './support/shapes.ts';

const scene = hubForFile({ WEBHOOK_RETRY_SCHEDULE: '2s,2s,2s,2s,2s,2s' });
let dealer: Dealer;
let path: string;

beforeEach(async () => {
  dealer = await createDealer(scene.hub);
  path = `/${dealer.account.email}`;
});

const addEndpoint = (options: object = {}) => dealer.newEndpoint(scene.receiver.url(path), options);
const idOf = (request: Received) => (request.event.data.object as { readonly id: string }).id;

async function changePrice(listing: Listing, amount: number): Promise<void> {
  const change = { price: { amount, currency: 'EUR' } };
  expectStatus(await dealer.dashboard.patch(`/listings/${listing.id}`, change), 200);
}

const allDelivered = (count: number) =>
  eventually(`${count} are delivered`, async () => {
    const deliveries = await dealer.deliveries('&status=delivered');
    return deliveries.length === count;
  });

describe('a receiver that fails for one watch', () => {
  it('gets the later events of this watch after the retry, in order, and those of others at once', async () => {
    const listing = await dealer.newListing();
    const other = await dealer.newListing();
    await addEndpoint();
    let isFailing = true;
    const accepted: Received[] = [];
    scene.receiver.respondWith((request, response) => {
      const fails = isFailing && request.path === path && idOf(request) === listing.id;
      if (!fails) accepted.push(request);
      answering(fails ? 500 : 200)(request, response);
    });
    for (const amount of [1, 2, 3]) await changePrice(listing, amount * 100_000);
    await changePrice(other, 900_000);
    await eventually('the other watch is told of', () => accepted.some((it) => idOf(it) === other.id));
    expect(accepted.some((it) => idOf(it) === listing.id)).toBe(false);
    isFailing = false;
    await allDelivered(4);
    const sequences = accepted.filter((it) => idOf(it) === listing.id).map((it) => it.event.sequence);
    expect(sequences).toHaveLength(3);
    expect(sequences).toEqual([...sequences].sort((left, right) => left - right));
  });
});

describe('a receiver that fails as a whole', () => {
  it('is probed with one delivery while the others wait, and gets them all when it works again', async () => {
    const endpoint = await addEndpoint();
    let isFailing = true;
    scene.receiver.respondWith((request, response) =>
      answering(isFailing && request.path === path ? 503 : 200)(request, response),
    );
    for (let count = 0; count < 6; count += 1) await dealer.newListing();
    const health = async () =>
      expectStatus(
        await dealer.dashboard.get<{ state: string; failing_since: string | null }>(
          `/webhook-endpoints/${endpoint.id}/health`,
        ),
        200,
      );
    await eventually('it is probed', async () => (await health()).state === 'probing');
    expect((await health()).failing_since).not.toBeNull();
    for (let count = 0; count < 10; count += 1) await dealer.newListing();
    const probed = scene.receiver.at(path).length;
    await eventually('it is probed again', () => scene.receiver.at(path).length > probed);
    const waiting = (await dealer.deliveries('&status=pending')).filter((it) => it.attempt_count === 0);
    expect(waiting.length).toBeGreaterThanOrEqual(10);
    isFailing = false;
    await allDelivered(16);
    expect(await health()).toMatchObject({ state: 'healthy', failing_since: null });
  });
});

describe('a receiver with a rate limit', () => {
  it('never gets more in a second, and keeps no other waiting', async () => {
    await addEndpoint({ rate_limit_per_second: 5 });
    await dealer.newEndpoint(scene.receiver.url(`${path}/free`));
    scene.receiver.respondWith(answering(200));
    for (let count = 0; count < 12; count += 1) await dealer.newListing();
    await eventually('the other has all', () => scene.receiver.at(`${path}/free`).length === 12);
    await allDelivered(24);
    const starts = (await dealer.deliveries())
      .filter((it) => it.url.endsWith(path))
      .map((it) => Date.parse(it.attempts[0]!.started_at))
      .sort((left, right) => left - right);
    expect(starts).toHaveLength(12);
    for (const from of starts) {
      expect(starts.filter((it) => it >= from && it < from + 1_000).length).toBeLessThanOrEqual(5);
    }
  });
});
