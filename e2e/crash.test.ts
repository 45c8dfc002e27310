import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Api } from './support/api.ts';
import { createDealer, type Dealer } from './support/dealer.ts';
import { findPostmasterPid, freezePostgres } from './support/embedded-postgres.ts';
import { eventually } from './support/eventually.ts';
import { hubForFile } from './support/hub-for-file.ts';
import { OrderStream } from './support/order-stream.ts';
import type { HubEvent, Listing, Order } from './support/shapes.ts';

const KILLS = 10;
const CLIENTS = 10;
const ORDERS_BETWEEN_KILLS = 20;
const SINGLE_PIECES = 40;
const MANY_PIECES = 2_000;
/** A kill comes this long after the orders that are waited for, so that it hits requests at every stage. */
const KILL_JITTER_MS = 12;
const CHAOS_MS_MAX = 240_000;

const scene = hubForFile();
let api: Api;
let dealer: Dealer;
let listings: Listing[];
let stream: OrderStream;

async function moreOrders(count: number): Promise<void> {
  const goal = stream.acknowledged.length + count;
  await eventually(`${count} more orders are acknowledged`, () => stream.acknowledged.length >= goal, 60_000);
}

/** Commits that a frozen PostgreSQL carries out after the hub's death are those whose answer nobody gets. */
async function killHub({ inTheMiddleOfCommits }: { inTheMiddleOfCommits: boolean }): Promise<void> {
  const goOn = inTheMiddleOfCommits ? await freezePostgres(scene.hub.dataDir) : () => {};
  try {
    await scene.hub.kill();
  } finally {
    goOn();
  }
}

beforeAll(async () => {
  dealer = await createDealer(scene.hub);
  api = await dealer.api('live');
  await dealer.newEndpoint(scene.receiver.url(), { rate_limit_per_second: 10_000 });
  const quantities = [MANY_PIECES, ...Array<number>(SINGLE_PIECES).fill(1), MANY_PIECES];
  listings = await Promise.all(quantities.map((quantity) => dealer.newListing({ quantity })));
  stream = new OrderStream(api, listings);
  stream.start(CLIENTS);
  for (let kill = 0; kill < KILLS; kill += 1) {
    await moreOrders(ORDERS_BETWEEN_KILLS);
    await delay(randomInt(KILL_JITTER_MS));
    await killHub({ inTheMiddleOfCommits: kill % 2 === 1 });
    await scene.hub.start();
  }
  await moreOrders(ORDERS_BETWEEN_KILLS);
  process.kill((await findPostmasterPid(scene.hub.dataDir))!, 'SIGKILL');
  await moreOrders(ORDERS_BETWEEN_KILLS);
  await stream.stop();
}, CHAOS_MS_MAX);

const holds = (order: Order): number => (order.status === 'cancelled' ? 0 : order.line_items[0]!.quantity);

describe('after ten kills of the hub and one of its PostgreSQL, in the middle of a stream of orders', () => {
  it('the clients have been interrupted, but no answer was anything but a result or a 503', () => {
    expect(stream.interruptions).toBeGreaterThanOrEqual(KILLS);
    expect(stream.failures).toEqual([]);
    expect(new Set(stream.refusals)).toEqual(new Set(['listing_unavailable']));
  });

  it('the hub runs in the process that survived its PostgreSQL', async () => {
    expect(scene.hub.output).toContain('embedded PostgreSQL is back');
    expect((await fetch(`${scene.hub.origin}/readyz`)).status).toBe(200);
  });

  it('every acknowledged order is there, in the state that was acknowledged', async () => {
    const orders = new Map((await api.orders()).map((it) => [it.id, it]));
    for (const { order, isCancelled } of stream.acknowledged) {
      expect(orders.get(order.id)?.status, order.id).toBe(isCancelled ? 'cancelled' : 'received');
    }
  });

  it('no retry with the same Idempotency-Key has made a second order', async () => {
    expect(new Set(stream.acknowledged.map((it) => it.order.id)).size).toBe(stream.acknowledged.length);
    expect((await api.orders()).length).toBe(stream.acknowledged.length);
    const numbers = stream.acknowledged.map((it) => it.order.number).sort((a, b) => a - b);
    expect(numbers).toEqual(numbers.map((_, index) => 1001 + index));
  });

  it('no piece is sold twice, lost or doubled', async () => {
    const orders = await api.orders();
    const now = new Map((await api.listings()).map((it) => [it.id, it]));
    for (const { id, quantity } of listings) {
      const held = orders
        .filter((it) => it.line_items[0]!.listing_id === id)
        .reduce((sum, it) => sum + holds(it), 0);
      expect(now.get(id)!.quantity + held, id).toBe(quantity);
      expect(now.get(id)!.status).toBe(now.get(id)!.quantity === 0 ? 'sold' : 'published');
    }
  });

  it('the feed has no gap and tells of every order once', async () => {
    const events = await api.events();
    expect(events.map((it) => it.sequence)).toEqual(events.map((_, index) => index + 1));
    expect(new Set(events.map((it) => it.id)).size).toBe(events.length);
    const received = events.filter((it) => it.type === 'order.received').map((it) => it.data.object.id);
    expect(received.sort()).toEqual(stream.acknowledged.map((it) => it.order.id).sort());
  });

  it('every event of the feed reaches the receiver, byte for byte as the feed has it', async () => {
    const events = await api.events();
    const delivered = await eventually(
      'the receiver has them all',
      () => {
        const byId = new Map<string, HubEvent>(scene.receiver.requests.map((it) => [it.event.id, it.event]));
        return events.every((it) => byId.has(it.id)) && byId;
      },
      60_000,
    );
    expect(delivered.size).toBe(events.length);
    for (const event of events) expect(delivered.get(event.id)).toEqual(event);
    await eventually(
      'nothing is pending',
      async () => (await dealer.deliveries('&status=pending')).length === 0,
    );
  });
});
