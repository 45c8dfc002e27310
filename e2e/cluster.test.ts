import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EventReader } from '../server/test/support/event-reader.ts';
import { Api } from './support/api.ts';
import { createDealer, type Dealer } from './support/dealer.ts';
import { readDatabaseUrl } from './support/embedded-postgres.ts';
import { eventually } from './support/eventually.ts';
import { expectLimit } from './support/flood.ts';
import { type HubProcess, startHub } from './support/hub-process.ts';
import { answering, type Receiver, startReceiver } from './support/receiver.ts';
import type { Order } from './support/shapes.ts';

const RATE_LIMIT = 600;
const TAKE_OVER_MS_MAX = 15_000;
const EVENTS = 60;
const STREAMED = 20;

const SHARED = { SECRET_KEY: randomBytes(32).toString('base64'), RATE_LIMIT_PER_MINUTE: String(RATE_LIMIT) };

let databaseUrl: string;
let apis: [HubProcess, HubProcess];
let receiver: Receiver;
const started: HubProcess[] = [];

/** Another process on the database of the first. */
async function join(role: 'api' | 'worker', settings: Record<string, string> = {}): Promise<HubProcess> {
  const hub = await startHub({ ...SHARED, ROLE: role, DATABASE_URL: databaseUrl, ...settings });
  started.push(hub);
  return hub;
}

beforeAll(async () => {
  const first = await startHub({ ...SHARED, ROLE: 'api' });
  started.push(first);
  databaseUrl = await readDatabaseUrl(first.dataDir);
  apis = [first, await join('api')];
  receiver = await startReceiver();
});
afterAll(async () => {
  await receiver?.close();
  // The first one's PostgreSQL is everybody's.
  for (const hub of started.toReversed()) await hub.dispose();
});

async function onBoth(mode: 'live' | 'test' = 'live'): Promise<{ dealer: Dealer; both: [Api, Api] }> {
  const dealer = await createDealer(apis[0]);
  const { key } = await dealer.newKey(mode);
  return { dealer, both: [new Api(apis[0], key), new Api(apis[1], key)] };
}

const arrived = () => new Set(receiver.requests.map((it) => it.event.id));

describe('two API processes on one database', () => {
  it('sell one watch once, however many order it through both', async () => {
    const { dealer, both } = await onBoth();
    const listing = await dealer.newListing();
    const body = { line_items: [{ listing_id: listing.id }] };
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, i) => both[i % 2]!.post('/orders', body)),
    );
    expect(answers.filter((it) => it.status === 201)).toHaveLength(1);
    expect(answers.filter((it) => it.code === 'listing_unavailable')).toHaveLength(99);
  });

  it('run one Idempotency-Key once', async () => {
    const { dealer, both } = await onBoth();
    const listing = await dealer.newListing({ quantity: 10 });
    const body = { line_items: [{ listing_id: listing.id }] };
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => both[i % 2]!.post<Order>('/orders', body, 'one-key')),
    );
    expect(new Set(answers.map((it) => it.text)).size).toBe(1);
    expect((await both[1].listing(listing.id)).quantity).toBe(9);
  });

  it('refuse a revoked key at once, whichever revoked it', async () => {
    const { dealer, both } = await onBoth();
    const key = await dealer.newKey('live');
    const other = new Api(apis[1], key.key);
    expect((await other.get('/me')).status).toBe(200);
    await dealer.dashboard.delete(`/api-keys/${key.id}`);
    expect((await other.get('/me')).code).toBe('invalid_api_key');
    expect((await both[1].get('/me')).status).toBe(200);
  });

  it('admit at most 5 % more than the rate limit in a minute, and at least the limit', async () => {
    const { both } = await onBoth();
    await expectLimit(RATE_LIMIT, both);
  });
});

describe('an event stream', () => {
  it('hears on one API process of what another writes, and goes on there when its own is killed', async () => {
    const dealer = await createDealer(apis[0]);
    const { key } = await dealer.newKey('live');
    const doomed = await join('api');
    const reader = await EventReader.open(`${doomed.origin}/v1/events/stream`, { key });
    for (let count = 1; count <= STREAMED; count += 1) {
      await dealer.newListing();
      if (count === STREAMED / 2) await reader.until(() => reader.sequences.includes(count));
      if (count === STREAMED / 2 + 1) await doomed.kill();
    }
    expect(await reader.over).toBe('broken');
    const { lastEventId } = reader;
    const other = await EventReader.open(`${apis[0].origin}/v1/events/stream`, { key, lastEventId });
    await other.until(() => other.lastEventId === String(STREAMED));
    const sequences = [...reader.sequences, ...other.sequences];
    expect(sequences).toEqual(Array.from({ length: STREAMED }, (_, index) => index + 1));
    await other.cut();
  });

  it('ends when its key is revoked on another process', async () => {
    const dealer = await createDealer(apis[0]);
    const { id, key } = await dealer.newKey('live');
    const reader = await EventReader.open(`${apis[1].origin}/v1/events/stream`, { key });
    await dealer.dashboard.delete(`/api-keys/${id}`);
    expect(await reader.closed()).toMatchObject({ code: 'invalid_api_key' });
  });

  it('ends when its process is stopped, which it does not keep from stopping', async () => {
    const dealer = await createDealer(apis[0]);
    const { key } = await dealer.newKey('live');
    const stopping = await join('api');
    const reader = await EventReader.open(`${stopping.origin}/v1/events/stream`, { key });
    const stopped = stopping.stop();
    expect(await reader.closed()).toMatchObject({ code: 'service_unavailable' });
    expect(await stopped).toBe(0);
  });
});

describe('workers of their own', () => {
  it('take over from one that is killed within 15 s, and nothing is lost', async () => {
    const { dealer } = await onBoth();
    await dealer.newEndpoint(receiver.url());
    const first = await join('worker');
    // Attempts of the first worker hang, so that it holds the endpoint when it dies.
    receiver.respondWith(() => {});
    await Promise.all(Array.from({ length: EVENTS }, () => dealer.newListing()));
    await eventually('attempts are under way', () => receiver.requests.length > 0);
    await join('worker');
    await first.kill();
    receiver.respondWith(answering(200));
    const before = receiver.requests.length;
    await eventually('another worker sends', () => receiver.requests.length > before, TAKE_OVER_MS_MAX);
    await eventually('all have arrived', () => arrived().size === EVENTS);
    await eventually(
      'nothing is pending',
      async () => (await dealer.deliveries('&status=pending')).length === 0,
    );
  });

  it('hear of what an API process writes as soon as it is committed', async () => {
    const { dealer, both } = await onBoth();
    await dealer.newEndpoint(receiver.url('/fresh'));
    await both[1].order(await dealer.newListing());
    await eventually('its events arrive', () => receiver.at('/fresh').length === 3);
    expect(receiver.at('/fresh').map((it) => it.event.type)).toEqual([
      'listing.published',
      'order.received',
      'listing.sold',
    ]);
  });
});

describe('a start that would do harm is refused with a clear error, and the others go on:', () => {
  it('another SECRET_KEY on the same database', async () => {
    const wrong = startHub({
      ...SHARED,
      DATABASE_URL: databaseUrl,
      SECRET_KEY: randomBytes(32).toString('base64'),
    });
    await expect(wrong).rejects.toThrow(/ended with 1:\s+error: SECRET_KEY .* is not the key this database/);
  });

  it('a database without a SECRET_KEY', async () => {
    const wrong = startHub({ DATABASE_URL: databaseUrl });
    await expect(wrong).rejects.toThrow(/SECRET_KEY is not set/);
  });

  it('a second hub on the same DATA_DIR', async () => {
    const second = startHub({ ...SHARED, DATA_DIR: apis[0].dataDir });
    await expect(second).rejects.toThrow(/another hub \(pid \d+\) is using DATA_DIR/);
    expect((await fetch(`${apis[0].origin}/readyz`)).status).toBe(200);
  });
});
