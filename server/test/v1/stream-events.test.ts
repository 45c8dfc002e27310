import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { revokeApiKey } from '../../src/operations/api-keys.ts';
import { CommitSignal } from '../../src/operations/commit-signal.ts';
import { updateIntegration } from '../../src/operations/integration.ts';
import { updateListing } from '../../src/operations/inventory.ts';
import { createTestApi, createTestServer, type Dealer, errorOf, type TestApi } from '../support/api.ts';
import { EventReader } from '../support/event-reader.ts';
import { fillFeed } from '../support/feed.ts';
import { inWorld, live } from '../support/hub.ts';

const HOUR_US = 3_600_000_000;

let api: TestApi;
let origin: string;
const open: EventReader[] = [];
beforeAll(async () => {
  api = await createTestApi();
  origin = await api.app.listen({ port: 0, host: '127.0.0.1' });
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((reader) => reader.cut()));
});
afterAll(() => api.close());

async function read(key: string, query = '', lastEventId?: string): Promise<EventReader> {
  const options = { key, ...(lastEventId === undefined ? {} : { lastEventId }) };
  const reader = await EventReader.open(`${origin}/v1/events/stream${query}`, options);
  open.push(reader);
  return reader;
}

/** A dealer whose live feed begins with these many `listing.published`. */
async function dealerWith(events: number): Promise<Dealer> {
  const dealer = await api.createDealer();
  for (let count = 0; count < events; count += 1) await api.createListing(dealer.id);
  return dealer;
}

const order = async (dealer: Dealer) => {
  const listing_id = await api.createListing(dealer.id);
  await api.post('/v1/orders', { line_items: [{ listing_id }] }, { key: dealer.liveKey });
};

const clockOf = (dealer: Dealer) =>
  api.hub.database.kysely
    .updateTable('dealer_clocks')
    .where('dealer_id', '=', dealer.id)
    .where('livemode', '=', true);

describe('the stream', () => {
  it('has the whole feed and then what happens, each event as GET /events has it under its sequence as id', async () => {
    const dealer = await dealerWith(2);
    const reader = await read(dealer.liveKey);
    await reader.until(() => reader.messages.length === 2);
    await order(dealer);
    await reader.until(() => reader.messages.length === 5);
    const feed = (await api.get('/v1/events', { key: dealer.liveKey })).body.data;
    expect(reader.messages.map((event) => event.data)).toEqual(feed);
    expect(reader.sequences).toEqual([1, 2, 3, 4, 5]);
  });

  it('is an event stream that nothing on its way should keep back, and says when to come back', async () => {
    const dealer = await dealerWith(0);
    const reader = await read(dealer.liveKey);
    expect(reader.response.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'x-request-id': expect.stringMatching(/^req_/),
      'x-api-version': '2026-05-07',
      'x-ratelimit-remaining': expect.any(String),
    });
    await reader.until(() => reader.retry !== '');
    expect(reader.lastEventId).toBe('0');
  });

  it('goes on after Last-Event-ID, which wins over after_sequence, which wins over start', async () => {
    const dealer = await dealerWith(4);
    const rows: [query: string, lastEventId: string | undefined, first: number][] = [
      ['', '3', 4],
      ['?after_sequence=1', '3', 4],
      ['?after_sequence=1', '', 2],
      ['?after_sequence=1&start=latest', undefined, 2],
      ['?start=oldest', undefined, 1],
    ];
    for (const [query, lastEventId, first] of rows) {
      const reader = await read(dealer.liveKey, query, lastEventId);
      await reader.until(() => reader.messages.length > 0);
      expect(reader.sequences[0]).toBe(first);
    }
  });

  it('starts with what happens next when start is latest, and a reader that saw nothing can resume there', async () => {
    const dealer = await dealerWith(3);
    const reader = await read(dealer.liveKey, '?start=latest');
    await reader.until(() => reader.lastEventId === '3');
    await reader.cut();
    await api.createListing(dealer.id);
    const again = await read(dealer.liveKey, '?start=latest', reader.lastEventId);
    await again.until(() => again.messages.length === 1);
    expect(again.sequences).toEqual([4]);
  });

  it('waits for a sequence that is yet to come', async () => {
    const dealer = await dealerWith(1);
    const reader = await read(dealer.liveKey, '?after_sequence=3');
    for (let count = 0; count < 3; count += 1) await api.createListing(dealer.id);
    await reader.until(() => reader.messages.length === 1);
    expect(reader.sequences).toEqual([4]);
  });

  it('has everything of a feed of many pages', async () => {
    const dealer = await dealerWith(1);
    await fillFeed(api.hub.database, dealer.id, { upTo: 12_000 });
    const all = await read(dealer.liveKey);
    const some = await read(dealer.liveKey, '?types=listing.published');
    await all.until(() => all.messages.length === 12_000);
    expect(all.sequences).toEqual(Array.from({ length: 12_000 }, (_, index) => index + 1));
    await api.createListing(dealer.id);
    await some.until(() => some.messages.length === 2);
    expect(some.sequences).toEqual([1, 12_001]);
  });

  it('hears of what another process writes', async () => {
    const dealer = await dealerWith(0);
    const elsewhere = { ...api.hub, commits: new CommitSignal() };
    const reader = await read(dealer.liveKey);
    const listing = await api.createListing(dealer.id);
    for (const title of ['A', 'B'])
      await inWorld(elsewhere, live(dealer.id), (write) => updateListing(write, listing, { title }));
    await reader.until(() => reader.messages.length === 3);
    expect(reader.sequences).toEqual([1, 2, 3]);
  });

  it("has nothing of another dealer's or the other world's", async () => {
    const [dealer, other] = [await dealerWith(1), await dealerWith(1)];
    const readers = [await read(dealer.testKey), await read(dealer.liveKey)];
    await api.createListing(other.id);
    await api.createListing(other.id, { livemode: false });
    await api.createListing(dealer.id, { livemode: false, stockNumber: 'sandbox' });
    await api.createListing(dealer.id, { stockNumber: 'live' });
    await readers[0]!.until(() =>
      readers[0]!.events.some((it) => it.data.data.object.stock_number === 'sandbox'),
    );
    await readers[1]!.until(() => readers[1]!.messages.length === 2);
    for (const event of readers[0]!.messages) expect(event.data.livemode).toBe(false);
    expect(readers[1]!.messages.at(-1)!.data).toMatchObject({ livemode: true, sequence: 2 });
  });
});

describe('types', () => {
  it('are all that comes, in what is there already and in what happens', async () => {
    const dealer = await dealerWith(0);
    await order(dealer);
    const reader = await read(dealer.liveKey, '?types=order.received,listing.sold');
    const other = await read(dealer.liveKey, '?types=listing.published&start=latest');
    await reader.until(() => reader.messages.length === 2);
    await order(dealer);
    await Promise.all([
      reader.until(() => reader.messages.length === 4),
      other.until(() => other.messages.length === 1),
    ]);
    expect(reader.sequences).toEqual([2, 3, 5, 6]);
    expect(other.sequences).toEqual([4]);
  });

  it('let the id move past what they leave out, with the heartbeat', async () => {
    const app = await createTestServer(api.hub, { eventStreams: { heartbeatMs: 20 } });
    const url = `${await app.listen({ port: 0, host: '127.0.0.1' })}/v1/events/stream?types=order.fulfilled`;
    const dealer = await dealerWith(3);
    const reader = await EventReader.open(url, { key: dealer.liveKey });
    await reader.until(() => reader.lastEventId === '3' && reader.comments > 0);
    await api.createListing(dealer.id);
    await reader.until(() => reader.lastEventId === '4');
    const { comments } = reader;
    await reader.until(() => reader.comments > comments + 1);
    expect(reader.events).toEqual([]);
    await reader.cut();
    await app.close();
  });
});

describe('a stream is refused', () => {
  const refusal = async (path: string, key?: string, headers: Record<string, string> = {}) => {
    const response = await api.get(`/v1/events/stream${path}`, { key, headers });
    return [response.status, errorOf(response).code, errorOf(response).param];
  };

  it('without a valid key, the scope, the plan or an enabled integration', async () => {
    const dealer = await dealerWith(0);
    expect(await refusal('')).toEqual([401, 'missing_authorization', 'Authorization']);
    expect(await refusal('', 'x')).toEqual([401, 'malformed_authorization', 'Authorization']);
    expect(await refusal('', `wth_${'a'.repeat(32)}`)).toEqual([401, 'invalid_api_key', 'Authorization']);
    const writeKey = await api.createKey(dealer.id, 'live', ['write']);
    expect(await refusal('', writeKey)).toEqual([403, 'insufficient_scope', undefined]);
    await updateIntegration(api.hub, dealer.id, { is_enabled: false });
    expect(await refusal('', dealer.liveKey)).toEqual([403, 'integration_disabled', undefined]);
    const small = await api.createDealer();
    await api.hub.database.kysely
      .updateTable('dealers')
      .set({ plan: 'starter' })
      .where('id', '=', small.id)
      .execute();
    expect(await refusal('', small.liveKey)).toEqual([403, 'plan_required', undefined]);
  });

  it('from before what is kept, or from what is no sequence', async () => {
    const dealer = await dealerWith(3);
    await clockOf(dealer).set({ oldest_sequence: 3 }).execute();
    const { liveKey: key } = dealer;
    expect(await refusal('?after_sequence=1', key)).toEqual([400, 'invalid_cursor', 'after_sequence']);
    expect(await refusal('', key, { 'last-event-id': '1' })).toEqual([
      400,
      'invalid_cursor',
      'Last-Event-ID',
    ]);
    expect(await refusal('', key, { 'last-event-id': 'abc' })).toEqual([
      400,
      'invalid_cursor',
      'Last-Event-ID',
    ]);
    const response = await api.get('/v1/events/stream?after_sequence=1', { key });
    expect(errorOf(response).message).toContain('the oldest available is 3');
    const reader = await read(key);
    await reader.until(() => reader.messages.length === 1);
    expect(reader.sequences).toEqual([3]);
  });

  it('with parameters that it does not have', async () => {
    const { liveKey: key } = await dealerWith(0);
    expect(await refusal('?limit=5', key)).toEqual([400, 'unknown_parameter', 'limit']);
    expect(await refusal('?types=order.eaten', key)).toEqual([400, 'invalid_parameter', 'types[0]']);
    expect(await refusal('?start=now', key)).toEqual([400, 'invalid_parameter', 'start']);
    const types = Array(11).fill('order.received').join(',');
    expect(await refusal(`?types=${types}`, key)).toEqual([400, 'too_many_items', 'types']);
  });

  it('with another method than GET; HEAD has the head alone', async () => {
    const { liveKey } = await dealerWith(0);
    const headers = { authorization: `Bearer ${liveKey}` };
    const post = await api.app.inject({ method: 'POST', url: '/v1/events/stream', headers });
    expect([post.statusCode, post.headers.allow]).toEqual([405, 'GET, HEAD']);
    const head = await api.app.inject({ method: 'HEAD', url: '/v1/events/stream', headers });
    expect([head.statusCode, head.headers['content-type'], head.body]).toEqual([
      200,
      'text/event-stream',
      '',
    ]);
  });
});

describe('an open stream ends, and says why, when', () => {
  const ending: [string, string, (dealer: Dealer, keyId: string) => Promise<unknown>][] = [
    ['its key is revoked', 'invalid_api_key', ({ id }, keyId) => revokeApiKey(api.hub, id, keyId)],
    [
      'its key expires',
      'expired_api_key',
      ({ id }, keyId) =>
        api.hub.database.kysely
          .updateTable('api_keys')
          .set({ expires_us: api.hub.clock() - HOUR_US })
          .where('dealer_id', '=', id)
          .where('id', '=', keyId)
          .execute(),
    ],
    [
      'the integration is disabled',
      'integration_disabled',
      ({ id }) => updateIntegration(api.hub, id, { is_enabled: false }),
    ],
    [
      'the plan no longer has the integration',
      'plan_required',
      ({ id }) =>
        api.hub.database.kysely
          .updateTable('dealers')
          .set({ plan: 'starter' })
          .where('id', '=', id)
          .execute(),
    ],
  ];
  it.each(ending)('%s', async (_name, code, end) => {
    const dealer = await dealerWith(1);
    const [row] = await api.hub.database.kysely
      .selectFrom('api_keys')
      .select('id')
      .where('dealer_id', '=', dealer.id)
      .where('livemode', '=', true)
      .execute();
    const [reader, bystander] = [await read(dealer.liveKey), await read((await dealerWith(0)).liveKey)];
    await reader.until(() => reader.messages.length === 1);
    await end(dealer, row!.id);
    expect(await reader.closed()).toMatchObject({ code });
    expect(await reader.over).toBe('ended');
    expect(bystander.response.closed).toBe(false);
    await expect(read(dealer.liveKey)).rejects.toThrow(code);
  });

  it('pruning has overtaken it', async () => {
    const dealer = await dealerWith(2);
    const reader = await read(dealer.liveKey);
    await reader.until(() => reader.messages.length === 2);
    await clockOf(dealer).set({ oldest_sequence: 5, last_sequence: 6 }).execute();
    expect(await reader.closed()).toMatchObject({
      code: 'invalid_cursor',
      message: expect.stringContaining('the oldest available is 5'),
    });
    expect(reader.lastEventId).toBe('2');
  });
});

describe('the number of streams is bounded', () => {
  it('per integration and world, and a place is free as soon as a stream is closed', async () => {
    const dealer = await dealerWith(0);
    const readers = await Promise.all(Array.from({ length: 10 }, () => read(dealer.liveKey)));
    const { status, headers, body } = await api.get('/v1/events/stream', { key: dealer.liveKey });
    expect([status, body.error.code]).toEqual([429, 'too_many_requests']);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    await read(dealer.testKey);
    await read((await dealerWith(0)).liveKey);
    await readers[0]!.cut();
    let reader: EventReader | null = null;
    // The hub hears of the broken connection a moment later than its reader.
    while (reader === null) reader = await read(dealer.liveKey).catch(() => null);
    await api.createListing(dealer.id);
    await reader.until(() => reader!.messages.length === 1);
  });

  it('per process', async () => {
    const app = await createTestServer(api.hub, { eventStreams: { perProcessMax: 1 } });
    const url = `${await app.listen({ port: 0, host: '127.0.0.1' })}/v1/events/stream`;
    const reader = await EventReader.open(url, { key: (await dealerWith(0)).liveKey });
    const key = (await dealerWith(0)).liveKey;
    await expect(EventReader.open(url, { key })).rejects.toThrow(/^503 .*service_unavailable/);
    await reader.cut();
    await app.close();
  });

  it('by the rate limit, of which opening one costs a token', async () => {
    const app = await createTestServer(api.hub, { rateLimitPerMinute: 2 });
    const url = `${await app.listen({ port: 0, host: '127.0.0.1' })}/v1/events/stream`;
    const { liveKey: key } = await dealerWith(0);
    const readers = [await EventReader.open(url, { key }), await EventReader.open(url, { key })];
    await expect(EventReader.open(url, { key })).rejects.toThrow(/^429 .*too_many_requests/);
    for (const reader of readers) await reader.cut();
    await app.close();
  });
});
