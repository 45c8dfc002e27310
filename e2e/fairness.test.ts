import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { Api } from './support/api.ts';
import { createDealer } from './support/dealer.ts';
import { hubForFile } from './support/hub-for-file.ts';

const FLOOD = 600;
const LAST_OF_FLOOD = 300;
const ORDERS = 20;

const scene = hubForFile();

/** Comes back with the same key when it is told to: whoever would wait too long is refused. */
async function orderUntilTaken(api: Api, listingId: string): Promise<number> {
  const key = randomUUID();
  for (;;) {
    const { status, headers } = await api.post('/orders', { line_items: [{ listing_id: listingId }] }, key);
    if (status !== 503) return status;
    await delay(Number(headers.get('retry-after')) * 1000);
  }
}

it("a dealer with 600 writes in flight delays neither another dealer's orders nor its reads behind its own", async () => {
  const flooding = await createDealer(scene.hub);
  const other = await createDealer(scene.hub);
  const floodApi = await flooding.api('live');
  const otherApi = await other.api('live');
  const floodListing = await flooding.newListing({ quantity: FLOOD });
  const listing = await other.newListing({ quantity: ORDERS });

  let floodDone = 0;
  const flood = Array.from({ length: FLOOD }, async () => {
    const status = await orderUntilTaken(floodApi, floodListing.id);
    floodDone += 1;
    return status;
  });
  const orders = Array.from({ length: ORDERS }, async () => {
    await otherApi.order(listing);
    await otherApi.listing(listing.id);
    return floodDone;
  });
  const floodDoneAtLastOrder = Math.max(...(await Promise.all(orders)));
  expect(floodDoneAtLastOrder).toBeLessThanOrEqual(FLOOD - LAST_OF_FLOOD);

  expect(new Set(await Promise.all(flood))).toEqual(new Set([201]));
  expect(await otherApi.listing(listing.id)).toMatchObject({ status: 'sold', quantity: 0 });
  expect(await floodApi.listing(floodListing.id)).toMatchObject({ status: 'sold', quantity: 0 });
}, 60_000);
