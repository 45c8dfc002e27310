import { once } from 'node:events';
import http from 'node:http';
import type { Socket } from 'node:net';
import fc from 'fast-check';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { Agent, EventSource } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { revokeApiKey } from '../../src/operations/api-keys.ts';
import { CommitSignal } from '../../src/operations/commit-signal.ts';
import { updateListing } from '../../src/operations/inventory.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { inTransaction } from '../../src/storage/transaction.ts';
import { createTestApi, createTestServer, type Dealer, type TestApi } from '../support/api.ts';
import { runSql } from '../support/database-server.ts';
import { eventually } from '../support/delivery-world.ts';
import { EventReader } from '../support/event-reader.ts';
import { fillFeed } from '../support/feed.ts';
import { inWorld, live } from '../support/hub.ts';

const WRITERS = 4;
const EDITS_PER_WRITER = 15;
const LARGE = { events: 400, bytes: 100_000 };
/** What may wait in the process for one reader: the buffers of the stream and of the socket, and one event. */
const WAITING_BYTES_MAX = 16_384 + 65_536 + LARGE.bytes + 1_000;

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

interface Node {
  readonly app: FastifyInstance;
  readonly url: string;
  readonly sockets: Socket[];
}

async function startNode(change: Parameters<typeof createTestServer>[1] = {}, port = 0): Promise<Node> {
  const app = await createTestServer(api.hub, change);
  const sockets: Socket[] = [];
  app.server.on('connection', (socket) => sockets.push(socket));
  return { app, url: `${await app.listen({ port, host: '127.0.0.1' })}/v1/events/stream`, sockets };
}

const upTo = (newest: number) => Array.from({ length: newest }, (_, index) => index + 1);

/** Edits by several writers at once, some of them in another process. */
async function edit(dealer: Dealer, listings: readonly string[]): Promise<void> {
  const elsewhere = { ...api.hub, commits: new CommitSignal() };
  await Promise.all(
    Array.from({ length: WRITERS }, async (_, writer) => {
      for (let count = 0; count < EDITS_PER_WRITER; count += 1) {
        const hub = writer % 2 === 0 ? api.hub : elsewhere;
        const id = listings[(writer + count) % listings.length]!;
        const title = `Edited ${writer}.${count}`;
        await inWorld(hub, live(dealer.id, 'dashboard'), (write) => updateListing(write, id, { title }));
      }
    }),
  );
}

describe('a reader that resumes', () => {
  it('gets every event once and in order, however often it is cut off while writers write, on whichever node', async () => {
    const nodes = [await startNode(), await startNode()];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 12 }), async (cuts) => {
        const dealer = await api.createDealer();
        const listings = [await api.createListing(dealer.id), await api.createListing(dealer.id)];
        const newest = 2 + WRITERS * EDITS_PER_WRITER;
        const sequences: number[] = [];
        const writing = edit(dealer, listings);
        let lastEventId = '';
        for (const [turn, length] of [...cuts, newest].entries()) {
          const { url } = nodes[turn % 2]!;
          const reader = await EventReader.open(url, { key: dealer.liveKey, lastEventId });
          const wanted = Math.min(sequences.length + length, newest);
          await reader.until(() => sequences.length + reader.messages.length >= wanted);
          await reader.cut();
          sequences.push(...reader.sequences);
          lastEventId = reader.lastEventId;
        }
        await writing;
        expect(sequences).toEqual(upTo(newest));
      }),
      { numRuns: 5 },
    );
    for (const node of nodes) await node.app.close();
  });

  it('as a standard EventSource does so by itself after a stop, and gives up when its key is revoked', async () => {
    const first = await startNode();
    const dealer = await api.createDealer();
    const dispatcher = new Agent().compose((dispatch) => (options, handler) => {
      const headers = { ...(options.headers as object), authorization: `Bearer ${dealer.liveKey}` };
      return dispatch({ ...options, headers }, handler);
    });
    const source = new EventSource(first.url, { node: { dispatcher } });
    const heard: [string, unknown][] = [];
    const hear = (event: { type: string; data: string; lastEventId: string }) =>
      heard.push([
        event.type,
        event.type === 'message' ? event.lastEventId : JSON.parse(event.data).error.code,
      ]);
    source.onmessage = hear;
    source.addEventListener('closed', hear as never);
    await api.createListing(dealer.id);
    await eventually(async () => heard.length === 1);
    const port = Number(new URL(first.url).port);
    await first.app.close();
    await api.createListing(dealer.id);
    const second = await startNode({}, port);
    await eventually(async () => heard.length === 3);
    const [key] = await api.hub.database.kysely
      .selectFrom('api_keys')
      .select('id')
      .where('dealer_id', '=', dealer.id)
      .where('livemode', '=', true)
      .execute();
    await revokeApiKey(api.hub, dealer.id, key!.id);
    await eventually(async () => source.readyState === EventSource.CLOSED);
    expect(heard).toEqual([
      ['message', '1'],
      ['closed', 'service_unavailable'],
      ['message', '2'],
      ['closed', 'invalid_api_key'],
    ]);
    await second.app.close();
    await dispatcher.close();
  });
});

describe('a reader that takes nothing', () => {
  it('has no more than a bounded part of the feed waiting for it, holds up nobody, and misses nothing later', async () => {
    const node = await startNode();
    const dealer = await api.createDealer();
    await fillFeed(api.hub.database, dealer.id, { upTo: LARGE.events, bytes: LARGE.bytes });
    const slow = await EventReader.open(node.url, { key: dealer.liveKey, isPaused: true });
    const socket = node.sockets[0]!;
    await eventually(async () => socket.writableLength > 0);
    const fast = await EventReader.open(node.url, { key: dealer.liveKey });
    await fast.until(() => fast.messages.length === LARGE.events);
    await api.createListing(dealer.id);
    await fast.until(() => fast.messages.length === LARGE.events + 1);
    expect(socket.writableLength).toBeGreaterThan(0);
    expect(socket.writableLength).toBeLessThanOrEqual(WAITING_BYTES_MAX);
    expect(socket.bytesWritten).toBeLessThan((LARGE.events * LARGE.bytes) / 2);
    slow.response.resume();
    await slow.until(() => slow.messages.length === LARGE.events + 1);
    expect(slow.sequences).toEqual(upTo(LARGE.events + 1));
    await Promise.all([slow.cut(), fast.cut()]);
    await node.app.close();
  });

  it('is cut off after a while', async () => {
    const logged: string[] = [];
    const log = { info: (_: object, message: string) => logged.push(message), warn() {}, error() {} };
    const node = await startNode({ hub: { ...api.hub, log }, eventStreams: { stallMs: 50 } });
    const dealer = await api.createDealer();
    await fillFeed(api.hub.database, dealer.id, { upTo: LARGE.events, bytes: LARGE.bytes });
    const reader = await EventReader.open(node.url, { key: dealer.liveKey, isPaused: true });
    await once(node.sockets[0]!, 'close');
    expect(logged).toContain('a stalled reader of events was cut off');
    reader.response.resume();
    expect(await reader.over).toBe('broken');
    expect(reader.messages.length).toBeLessThan(LARGE.events);
    await node.app.close();
  });

  it('loses its connection all the same when its key is revoked', async () => {
    const node = await startNode();
    const dealer = await api.createDealer();
    await fillFeed(api.hub.database, dealer.id, { upTo: LARGE.events, bytes: LARGE.bytes });
    const reader = await EventReader.open(node.url, { key: dealer.liveKey, isPaused: true });
    const socket = node.sockets[0]!;
    await eventually(async () => socket.writableLength > 0);
    await api.hub.database.kysely
      .updateTable('api_keys')
      .set({ revoked_us: api.hub.clock() })
      .where('dealer_id', '=', dealer.id)
      .execute();
    if (!socket.closed) await once(socket, 'close');
    await reader.cut();
    await node.app.close();
  });
});

describe('a reader that is gone', () => {
  it('before its stream is open leaves no place taken', async () => {
    const node = await startNode({ eventStreams: { perWorldMax: 2 } });
    const { liveKey: key } = await api.createDealer();
    // The clock's row is locked, so that opening waits until its reader has gone.
    await inTransaction(api.hub.database, async (trx) => {
      await sql`lock table dealer_clocks in access exclusive mode`.execute(trx);
      const requests = [0, 1].map(() =>
        http
          .get(node.url, { agent: false, headers: { authorization: `Bearer ${key}` } })
          .on('error', () => {}),
      );
      const waiting = `select pid from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`;
      await eventually(async () => (await runSql(api.hub.testDatabase.connection, waiting)).length === 2);
      await expect(EventReader.open(node.url, { key })).rejects.toThrow(/^429 /);
      for (const request of requests) request.destroy();
      await Promise.all(node.sockets.map((socket) => socket.closed || once(socket, 'close')));
    });
    const readers: EventReader[] = [];
    await eventually(async () => {
      const reader = await EventReader.open(node.url, { key }).catch(() => null);
      if (reader !== null) readers.push(reader);
      return readers.length === 2;
    });
    await Promise.all(readers.map((reader) => reader.cut()));
    await node.app.close();
  });
});

describe('the hub', () => {
  it('ends its streams at once when it stops', async () => {
    const node = await startNode();
    const dealer = await api.createDealer();
    const reader = await EventReader.open(node.url, { key: dealer.liveKey });
    await api.createListing(dealer.id);
    await reader.until(() => reader.messages.length === 1);
    const closing = node.app.close();
    expect(await reader.closed()).toMatchObject({ code: 'service_unavailable' });
    expect(await reader.over).toBe('ended');
    await closing;
  });

  it('keeps streams open when its connections to the database break, and they miss nothing', async () => {
    const { connection } = api.hub.testDatabase;
    const database = openDatabase({ connection, poolSize: 4, applicationName: 'streams', onError() {} });
    const warnings: string[] = [];
    const log = { info() {}, warn: (_: object, message: string) => warnings.push(message), error() {} };
    const commits = new CommitSignal();
    const node = await startNode({ hub: { ...api.hub, database, log, commits } });
    const dealer = await api.createDealer();
    const listings = [await api.createListing(dealer.id), await api.createListing(dealer.id)];
    const reader = await EventReader.open(node.url, { key: dealer.liveKey });
    await reader.until(() => reader.messages.length === 2);
    await inTransaction(api.hub.database, async (trx) => {
      await sql`lock table dealer_clocks in access exclusive mode`.execute(trx);
      commits.raise(live(dealer.id), 3);
      const waiting = `from pg_stat_activity where application_name = 'streams' and wait_event_type = 'Lock'`;
      await eventually(async () => (await runSql(connection, `select pid ${waiting}`)).length === 2);
      await runSql(connection, `select pg_terminate_backend(pid) ${waiting}`);
      await eventually(async () => warnings.length === 2);
    });
    expect(warnings.sort()).toEqual([
      'the event streams could not be looked after; trying again',
      'the feed could not be read for its streams; trying again',
    ]);
    await edit(dealer, listings);
    const newest = 2 + WRITERS * EDITS_PER_WRITER;
    await reader.until(() => reader.messages.length === newest);
    expect(reader.sequences).toEqual(upTo(newest));
    await reader.cut();
    await node.app.close();
    await database.close();
  });

  it('signals a commit with its newest sequence, and neither one without events nor one that was rolled back', async () => {
    const dealer = await api.createDealer();
    const listing = await api.createListing(dealer.id);
    const heard: [boolean, number][] = [];
    const unlisten = api.hub.commits.listen(({ dealerId, livemode }, newest) => {
      if (dealerId === dealer.id) heard.push([livemode, newest]);
    });
    const change = (title: string, work = async () => {}) =>
      inWorld(api.hub, live(dealer.id), async (write) => {
        await updateListing(write, listing, { title });
        await work();
      });
    await change('A');
    await change('A');
    const failure = new Error('rolled back');
    await expect(change('B', () => Promise.reject(failure))).rejects.toBe(failure);
    await change('C');
    unlisten();
    await change('D');
    expect(heard).toEqual([
      [true, 2],
      [true, 3],
    ]);
  });
});
