import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { Listing } from '../src/api-shapes.ts';
import { AuthenticationError } from '../src/errors.ts';
import { memorySyncStore, type SyncOptions, type SyncStore, sync, syncOnce } from '../src/sync/sync.ts';
import { Feed } from './support/feed.ts';

/** A copy, and the number of times it was written. */
function newCopy(feed: Feed, store: SyncStore = memorySyncStore()) {
  const copy = new Map<string, Listing>();
  const state = { copy, store, writes: 0, steppedBack: 0 };
  const options = {
    hub: feed.client,
    store,
    upsert: (listing: Listing) => {
      if ((copy.get(listing.id)?.version ?? 0) >= listing.version) state.steppedBack += 1;
      state.writes += 1;
      copy.set(listing.id, listing);
    },
  };
  return Object.assign(state, { options });
}

const expectEqual = (copy: Map<string, Listing>, feed: Feed) =>
  expect(Object.fromEntries(copy)).toEqual(Object.fromEntries(feed.listings));

describe('syncOnce()', () => {
  it('reads all listings, page by page, and after that only what is new', async () => {
    const feed = new Feed({ pageSize: 2 });
    for (const id of ['a', 'b', 'c', 'd', 'e']) feed.change({ id });
    const it = newCopy(feed);
    await syncOnce(it.options);
    expectEqual(it.copy, feed);
    expect(it.writes).toBe(5);
    feed.change({ id: 'c', version: 2 });
    feed.change({ id: 'f' });
    await syncOnce(it.options);
    expectEqual(it.copy, feed);
    expect(it.writes).toBe(7);
  });

  it('misses nothing that changes while the listings are read', async () => {
    const feed = new Feed({ pageSize: 2 });
    for (const id of ['a', 'b', 'c', 'd', 'e']) feed.change({ id });
    let version = 1;
    feed.onListingsPage = () => {
      version += 1;
      if (version < 5) for (const id of ['a', 'e', `new ${version}`]) feed.change({ id, version });
    };
    const it = newCopy(feed);
    await syncOnce(it.options);
    expectEqual(it.copy, feed);
    expect(it.steppedBack).toBe(0);
  });

  it('goes on in the middle of the reading after an interruption', async () => {
    const feed = new Feed({ pageSize: 2 });
    for (const id of ['a', 'b', 'c', 'd', 'e']) feed.change({ id });
    const it = newCopy(feed);
    const upsert = (listing: Listing) => {
      if (listing.id === 'b') throw new Error('the database is down');
      it.options.upsert(listing);
    };
    await expect(syncOnce({ ...it.options, upsert })).rejects.toThrow('the database is down');
    expect([...it.copy.keys()]).toEqual(['e', 'd', 'c']);
    let pages = 0;
    feed.onListingsPage = () => {
      pages += 1;
    };
    await syncOnce(it.options);
    expectEqual(it.copy, feed);
    // Two of three that were left, and one that looks for silent changes.
    expect([it.writes, pages]).toEqual([5, 3]);
  });

  it('begins again when the hub no longer takes its cursor', async () => {
    const feed = new Feed();
    for (const id of ['a', 'b']) feed.change({ id });
    const it = newCopy(feed);
    await it.store.setState({ sequence: 0, newest: null, isComplete: false, cursor: 'damaged' });
    await syncOnce(it.options);
    expectEqual(it.copy, feed);
  });

  it('reads all listings anew when the feed no longer keeps what followed', async () => {
    const feed = new Feed();
    feed.change({ id: 'a' });
    const it = newCopy(feed);
    await syncOnce(it.options);
    for (const version of [2, 3, 4]) feed.change({ id: 'a', version });
    feed.change({ id: 'b' });
    feed.oldest = 5;
    await syncOnce(it.options);
    expectEqual(it.copy, feed);
    expect((await it.store.getState())?.sequence).toBe(5);
  });

  it('finds what changed without an event', async () => {
    const feed = new Feed();
    feed.change({ id: 'a' });
    const it = newCopy(feed);
    await syncOnce(it.options);
    feed.changeSilently({ id: 'a', version: 2 });
    await syncOnce(it.options);
    expectEqual(it.copy, feed);
  });

  it('removes what the sandbox lost, and never anything in the live world', async () => {
    for (const livemode of [false, true]) {
      const feed = new Feed({ livemode });
      for (const id of ['a', 'b']) feed.change({ id });
      const it = newCopy(feed);
      const options = { ...it.options, remove: (id: string) => it.copy.delete(id) };
      await syncOnce(options);
      feed.listings.delete('a');
      await syncOnce(options);
      expect([...it.copy.keys()].sort()).toEqual(livemode ? ['a', 'b'] : ['b']);
      expect(await it.store.getVersion('a')).toBe(livemode ? 1 : null);
    }
  });

  it('reaches the state of the hub from any changes, whatever fails in between', async () => {
    const step = fc.record({
      id: fc.nat({ max: 5 }).map(String),
      how: fc.constantFrom('change', 'change', 'silent', 'sync', 'fail'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const feed = new Feed({ pageSize: 2 });
        const it = newCopy(feed);
        for (const { id, how } of steps) {
          const version = (feed.listings.get(id)?.version ?? 0) + 1;
          if (how === 'change') feed.change({ id, version });
          if (how === 'silent') feed.changeSilently({ id, version });
          if (how === 'sync') await syncOnce(it.options);
          if (how === 'fail') {
            const upsert = (listing: Listing) => {
              if (listing.id === id) throw new Error('as told');
              it.options.upsert(listing);
            };
            await syncOnce({ ...it.options, upsert }).catch(() => {});
          }
        }
        await syncOnce(it.options);
        expectEqual(it.copy, feed);
        expect(it.steppedBack).toBe(0);
      }),
      { numRuns: 200 },
    );
  });
});

describe('sync()', () => {
  const start = (options: SyncOptions) => {
    const stopping = new AbortController();
    const running = sync({ signal: stopping.signal, ...options });
    return {
      running,
      stop: () => {
        stopping.abort();
        return running;
      },
    };
  };
  const waitFor = (check: () => void) => vi.waitFor(check, 5_000);

  it('follows the stream until it is stopped, then resolves, leaves no connection and writes no more', async () => {
    const feed = new Feed();
    feed.change({ id: 'a' });
    const it = newCopy(feed);
    const { stop } = start(it.options);
    await waitFor(() => expect(feed.openStreams).toBe(1));
    feed.change({ id: 'b' });
    feed.add('order.received', { id: 'o', object: 'order' });
    await waitFor(() => expectEqual(it.copy, feed));
    feed.change({ id: 'b', version: 2 });
    await waitFor(() => expectEqual(it.copy, feed));
    expect([feed.streamsOpened, feed.reads, it.writes]).toEqual([1, 1, 3]);
    await stop();
    feed.change({ id: 'c' });
    expect([feed.openStreams, it.copy.size]).toEqual([0, 2]);
  });

  it('goes on where it was after the stream broke, with nothing twice, and says so', async () => {
    const feed = new Feed();
    const it = newCopy(feed);
    const problems: string[] = [];
    const { stop } = start({ ...it.options, onProblem: (error) => problems.push(String(error)) });
    for (let round = 1; round <= 3; round += 1) {
      await waitFor(() => expect(feed.openStreams).toBe(1));
      feed.change({ id: 'a', version: 2 * round });
      await waitFor(() => expectEqual(it.copy, feed));
      feed.breakStreams();
      feed.change({ id: 'a', version: 2 * round + 1 });
      feed.change({ id: `new ${round}` });
      await waitFor(() => expectEqual(it.copy, feed));
    }
    await stop();
    expect([it.writes, it.steppedBack, feed.streamsOpened]).toEqual([9, 0, 4]);
    expect(problems).toEqual(Array(3).fill(expect.stringContaining('broke off')));
    expect((await it.store.getState())?.sequence).toBe(9);
  });

  it('goes on where the store says after a restart of its own', async () => {
    const feed = new Feed();
    const it = newCopy(feed);
    feed.change({ id: 'a' });
    const first = start(it.options);
    await waitFor(() => expectEqual(it.copy, feed));
    await first.stop();
    feed.change({ id: 'a', version: 2 });
    feed.change({ id: 'b' });
    let pages = 0;
    feed.onListingsPage = () => {
      pages += 1;
    };
    const second = start(it.options);
    await waitFor(() => expectEqual(it.copy, feed));
    await second.stop();
    // The one that looks for silent changes.
    expect([it.writes, pages]).toEqual([3, 1]);
  });

  it('reads all listings anew when the stream can not go on where it was', async () => {
    const feed = new Feed();
    const it = newCopy(feed);
    feed.change({ id: 'a' });
    const { stop } = start(it.options);
    await waitFor(() => expect(feed.openStreams).toBe(1));
    feed.isDown = true;
    feed.breakStreams();
    for (const version of [2, 3, 4]) feed.change({ id: 'a', version });
    feed.oldest = 4;
    feed.isDown = false;
    await waitFor(() => expectEqual(it.copy, feed));
    feed.change({ id: 'b' });
    await waitFor(() => expectEqual(it.copy, feed));
    await stop();
    expect((await it.store.getState())?.sequence).toBe(5);
  });

  it('finds by the clock what changed without an event, while it follows', async () => {
    const feed = new Feed();
    const it = newCopy(feed);
    feed.change({ id: 'a' });
    const { stop } = start({ ...it.options, reconcileIntervalMs: 5 });
    for (let version = 2; version < 20; version += 2) {
      feed.changeSilently({ id: 'a', version });
      feed.change({ id: 'b', version });
      await waitFor(() => expectEqual(it.copy, feed));
    }
    await stop();
    expect([it.steppedBack, feed.streamsOpened]).toEqual([0, 1]);
  });

  it('never writes two listings at once, so that none is overwritten by what came before it', async () => {
    const feed = new Feed();
    const it = newCopy(feed);
    let running = 0;
    let most = 0;
    const upsert = async (listing: Listing) => {
      running += 1;
      most = Math.max(most, running);
      // Found by the clock; the stream tells of the next while this one is being written.
      if (listing.version === 2) feed.change({ id: 'a', version: 3 });
      for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
      it.options.upsert(listing);
      running -= 1;
    };
    feed.change({ id: 'a' });
    const { stop } = start({ ...it.options, upsert, reconcileIntervalMs: 5 });
    await waitFor(() => expect(feed.openStreams).toBe(1));
    feed.changeSilently({ id: 'a', version: 2 });
    await waitFor(() => expectEqual(it.copy, feed));
    await stop();
    expect([most, it.steppedBack, it.copy.get('a')?.version]).toEqual([1, 0, 3]);
  });

  it('stops at once in the middle of a wait, and of a reading', async () => {
    const feed = new Feed();
    const idle = start(newCopy(feed).options);
    await waitFor(() => expect(feed.openStreams).toBe(1));
    await idle.stop();
    for (const id of ['a', 'b', 'c']) feed.change({ id });
    const it = newCopy(feed);
    const stopping = new AbortController();
    const upsert = (listing: Listing) => {
      it.options.upsert(listing);
      stopping.abort();
    };
    await sync({ ...it.options, upsert, signal: stopping.signal });
    expect(it.writes).toBe(1);
  });

  it('tries again when the hub is down or upsert throws, and says so', async () => {
    const feed = new Feed();
    const it = newCopy(feed);
    const problems: unknown[] = [];
    feed.isDown = true;
    feed.change({ id: 'a' });
    let isBroken = true;
    const upsert = (listing: Listing) => {
      if (isBroken) throw new Error('the database is down');
      it.options.upsert(listing);
    };
    const { stop } = start({ ...it.options, upsert, onProblem: (error) => problems.push(String(error)) });
    await waitFor(() => expect(problems[0]).toMatch(/can not be reached/));
    feed.isDown = false;
    await waitFor(() => expect(problems.at(-1)).toMatch(/database is down/));
    isBroken = false;
    await waitFor(() => expectEqual(it.copy, feed));
    isBroken = true;
    await waitFor(() => expect(feed.openStreams).toBe(1));
    const { length } = problems;
    feed.change({ id: 'b' });
    await waitFor(() => expect(problems.slice(length)).toContain('Error: the database is down'));
    isBroken = false;
    await waitFor(() => expectEqual(it.copy, feed));
    await stop();
    expect(feed.openStreams).toBe(0);
  });

  it('rejects when the hub refuses for good, at first or later', async () => {
    const feed = new Feed();
    feed.refusal = { status: 401, code: 'invalid_api_key' };
    await expect(start(newCopy(feed).options).running).rejects.toThrow(AuthenticationError);
    feed.refusal = null;
    const { running } = start(newCopy(feed).options);
    await waitFor(() => expect(feed.openStreams).toBe(1));
    feed.refusal = { status: 401, code: 'invalid_api_key' };
    feed.breakStreams();
    await expect(running).rejects.toThrow(AuthenticationError);
  });
});
