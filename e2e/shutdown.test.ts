import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDealer, type Dealer } from './support/dealer.ts';
import { eventually } from './support/eventually.ts';
import { expectStatus } from './support/http-client.ts';
import { hubForFile } from './support/hub-for-file.ts';
import type { HubProcess } from './support/hub-process.ts';
import { answering, type Received, type Receiver, startReceiver } from './support/receiver.ts';
import type { Order } from './support/shapes.ts';

const EXIT_MS_MAX = 20_000;
const EVENTS = 40;
const UNREAD_ANSWERS = 20;

const scene = hubForFile({ WEBHOOK_RETRY_SCHEDULE: '300ms,300ms,300ms,300ms,300ms' });
let hub: HubProcess;
let receiver: Receiver;
let dealer: Dealer;

beforeEach(async () => {
  hub = scene.hub;
  if (!hub.isUp) await hub.start();
  receiver = await startReceiver();
  dealer = await createDealer(hub);
  await dealer.newEndpoint(receiver.url());
});
afterEach(async () => {
  await receiver?.close();
});

/** A client that is gone before its answer comes. */
function sendWithoutReading(origin: string, apiKey: string, idempotencyKey: string, body: string): Socket {
  const { hostname, port } = new URL(origin);
  const socket = connect({ host: hostname, port: Number(port) }).pause();
  // Reset when the hub is killed.
  socket.on('error', () => {});
  const head = [
    'POST /v1/orders HTTP/1.1',
    `Host: ${hostname}`,
    `Authorization: Bearer ${apiKey}`,
    `Idempotency-Key: ${idempotencyKey}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  return socket;
}

const eventIds = (requests: readonly Received[]) => new Set(requests.map((it) => it.event.id));

/** Events of different listings, so that none waits for another; answers wait until they are let go. */
async function holdAttempts(count: number): Promise<() => void> {
  const waiting: (() => void)[] = [];
  let isHolding = true;
  receiver.respondWith((request, response) => {
    const answer = () => answering(200)(request, response);
    if (isHolding) waiting.push(answer);
    else answer();
  });
  await Promise.all(Array.from({ length: count }, () => dealer.newListing()));
  await eventually('attempts are under way', () => waiting.length > 0);
  return () => {
    isHolding = false;
    for (const answer of waiting) answer();
  };
}

describe('SIGTERM', () => {
  it('lets attempts under way finish, exits 0, and the next start sends the rest without sending those again', async () => {
    const letGo = await holdAttempts(EVENTS);
    const stopped = hub.stop();
    await eventually('the hub is stopping', () => hub.lastOutput.includes('"stopping"'));
    const underWay = receiver.requests.length;
    letGo();
    expect(await stopped).toBe(0);
    expect(hub.lastOutput).toContain('"stopped"');
    expect(receiver.requests.length).toBeGreaterThanOrEqual(underWay);

    await hub.start();
    await eventually('all have arrived', () => eventIds(receiver.requests).size === EVENTS);
    await eventually(
      'nothing is pending',
      async () => (await dealer.deliveries('&status=pending')).length === 0,
    );
    expect(receiver.requests).toHaveLength(EVENTS);
  });

  it('is over in time also when a receiver never answers', async () => {
    await holdAttempts(1);
    const start = performance.now();
    expect(await hub.stop()).toBe(0);
    expect(performance.now() - start).toBeLessThanOrEqual(EXIT_MS_MAX);
  });

  it('is over in time also when a client never finishes its request', async () => {
    const { hostname, port } = new URL(hub.origin);
    const client = connect(Number(port), hostname);
    client.on('error', () => {});
    client.write('POST /api/auth/sign-up/email HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n');
    client.write('Content-Length: 1000\r\n\r\n{');
    await once(client, 'connect');
    const closed = once(client, 'close');
    expect(await hub.stop()).toBe(0);
    await closed;
  });

  it('lets requests under way finish', async () => {
    const api = await dealer.api('live');
    const listing = await dealer.newListing({ quantity: 100 });
    const requests = Array.from({ length: 40 }, () =>
      api.post('/orders', { line_items: [{ listing_id: listing.id }] }).catch(() => null),
    );
    await Promise.race(requests);
    expect(await hub.stop()).toBe(0);
    const answers = await Promise.all(requests);
    const acknowledged = answers.filter((it) => it?.status === 201).length;
    expect(new Set(answers.map((it) => it?.status ?? 'not accepted'))).not.toContain(500);

    await hub.start();
    expect((await api.orders()).length).toBe(acknowledged);
  });
});

describe('kill -9', () => {
  it('in the middle of attempts loses none of them: they are sent again under the same ids', async () => {
    await holdAttempts(EVENTS);
    const firstTry = receiver.requests.map((it) => it.headers['wth-delivery-id']);
    await hub.kill();
    receiver.respondWith(answering(200));
    await hub.start();
    await eventually(
      'nothing is pending',
      async () => (await dealer.deliveries('&status=pending')).length === 0,
    );

    expect(eventIds(receiver.requests).size).toBe(EVENTS);
    const again = new Set(
      receiver.requests.slice(firstTry.length).map((it) => it.headers['wth-delivery-id']),
    );
    for (const id of firstTry) expect(again).toContain(id);
  });

  it('between two attempts keeps the schedule and the number of the attempt', async () => {
    receiver.respondWith(answering(500));
    await dealer.newListing();
    await eventually(
      'the first attempt is in the log',
      async () => (await dealer.deliveries())[0]?.attempts.length,
    );
    await hub.kill();
    receiver.respondWith(answering(200));
    await hub.start();
    const delivery = await eventually('it is delivered', async () => {
      const [found] = await dealer.deliveries();
      return found?.status === 'delivered' && found;
    });
    const numbers = delivery.attempts.map((it) => it.number);
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    expect(receiver.requests.at(-1)!.headers['wth-delivery-attempt']).toBe(String(numbers.length));
  });

  it('after the commit and before the client has read the answer makes no second order of its retry', async () => {
    const api = await dealer.api('live');
    const listing = await dealer.newListing({ quantity: UNREAD_ANSWERS });
    const body = JSON.stringify({ line_items: [{ listing_id: listing.id }] });
    const keys = Array.from({ length: UNREAD_ANSWERS }, () => randomUUID());
    const sockets = keys.map((key) => sendWithoutReading(hub.origin, api.key, key, body));
    await eventually('all are committed', async () => (await api.orders()).length === UNREAD_ANSWERS);
    const committed = (await api.orders()).map((it) => it.id).sort();
    await hub.kill();
    for (const socket of sockets) socket.destroy();
    await hub.start();

    const retries = await Promise.all(keys.map((key) => api.post<Order>('/orders', body, key)));
    expect(retries.map((it) => it.headers.get('idempotent-replay'))).toEqual(keys.map(() => 'true'));
    expect(retries.map((it) => it.body.id).sort()).toEqual(committed);
    expect((await api.orders()).map((it) => it.id).sort()).toEqual(committed);
    expect(await api.listing(listing.id)).toMatchObject({ status: 'sold', quantity: 0 });
  });

  it('keeps sessions and keys', async () => {
    const api = await dealer.api('live');
    await hub.kill();
    await hub.start();
    expectStatus(await dealer.dashboard.get('/integration'), 200);
    expectStatus(await api.get('/me'), 200);
  });
});
