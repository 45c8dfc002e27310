import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HubEvent } from '../src/api-shapes.ts';
import { memoryStore } from '../src/receiver/memory-store.ts';
import { createReceiver, type Receiver, type ReceiverOptions } from '../src/receiver/receiver.ts';
import type { ReceiverProblem } from '../src/receiver/receiver-problem.ts';
import { Feed, newSecret, toWebhook } from './support/feed.ts';

const SECRET = newSecret();
let problems: ReceiverProblem[];
let handled: HubEvent[];
let receivers: Receiver[];
beforeEach(() => {
  [problems, handled, receivers] = [[], [], []];
});
afterEach(() => {
  for (const receiver of receivers) receiver.stop();
  vi.useRealTimers();
});

function newReceiver(options: Partial<ReceiverOptions> = {}): Receiver {
  const receiver = createReceiver({
    secrets: SECRET,
    store: memoryStore(),
    handle: (event) => handled.push(event),
    onProblem: (problem) => problems.push(problem),
    ...options,
  });
  receivers.push(receiver);
  return receiver;
}

const deliver = async (receiver: Receiver, event: HubEvent) =>
  (await receiver.receive(await toWebhook(event, SECRET))).status;
const sequences = () => handled.map((it) => it.sequence);
const problemTypes = () => problems.map((it) => it.type);

describe('heal()', () => {
  it('of a receiver that is new begins at the end of the feed, however long that is', async () => {
    const feed = new Feed({ pageSize: 2 });
    for (let count = 0; count < 5; count += 1) feed.add('integration.test_event', { id: 'i', object: 'i' });
    for (let count = 0; count < 9; count += 1) feed.change();
    const receiver = newReceiver({ hub: feed.client });
    expect(await receiver.heal()).toEqual([{ livemode: true, handled: 0, failed: 0, lastSequence: 14 }]);
    feed.change();
    expect(await receiver.heal()).toEqual([{ livemode: true, handled: 1, failed: 0, lastSequence: 15 }]);
    expect(sequences()).toEqual([15]);
  });

  it('handles what no webhook has brought, page by page, and nothing twice', async () => {
    const feed = new Feed({ pageSize: 2 });
    for (let count = 0; count < 7; count += 1) feed.change();
    const receiver = newReceiver({ hub: feed.client });
    for (const index of [0, 2, 5]) await deliver(receiver, feed.events[index]!);
    expect(await receiver.heal()).toEqual([{ livemode: true, handled: 4, failed: 0, lastSequence: 7 }]);
    expect(sequences().sort()).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(await receiver.heal()).toMatchObject([{ handled: 0, lastSequence: 7 }]);
  });

  it('goes on where the store says after a restart', async () => {
    const feed = new Feed();
    const store = memoryStore();
    feed.change();
    await deliver(newReceiver({ hub: feed.client, store }), feed.events[0]!);
    feed.change();
    await newReceiver({ hub: feed.client, store }).heal();
    expect(sequences()).toEqual([1, 2]);
  });

  it('heals both worlds, each with its own client', async () => {
    const [live, test] = [new Feed(), new Feed({ livemode: false })];
    const receiver = newReceiver({ hub: [live.client, test.client] });
    await receiver.heal();
    live.change();
    test.change();
    test.change();
    expect(await receiver.heal()).toMatchObject([
      { livemode: true, handled: 1, lastSequence: 1 },
      { livemode: false, handled: 2, lastSequence: 2 },
    ]);
  });

  it('tries an event again whose handler threw, without holding up those of other resources', async () => {
    const feed = new Feed({ pageSize: 2 });
    let broken: string | null = 'b';
    const handle = (event: HubEvent) => {
      if (event.data.object.id === broken) throw new Error('broken');
      handled.push(event);
    };
    const receiver = newReceiver({ hub: feed.client, handle });
    await receiver.heal();
    for (const id of ['a', 'b', 'c', 'd', 'e']) feed.change({ id });
    expect(await receiver.heal()).toEqual([{ livemode: true, handled: 4, failed: 1, lastSequence: 1 }]);
    expect(problemTypes()).toEqual(['handling_failed']);
    broken = null;
    expect(await receiver.heal()).toEqual([{ livemode: true, handled: 1, failed: 0, lastSequence: 5 }]);
    expect(sequences()).toEqual([1, 3, 4, 5, 2]);
  });

  it('asks for the types of the endpoint alone, and moves past the others', async () => {
    const feed = new Feed();
    const receiver = newReceiver({ hub: feed.client, types: ['order.received'] });
    await receiver.heal();
    feed.change();
    feed.add('order.received', { id: 'o', object: 'order' });
    feed.change();
    expect(await receiver.heal()).toMatchObject([{ handled: 1, lastSequence: 3 }]);
    expect(sequences()).toEqual([2]);
  });

  it('says so when the feed no longer keeps what is missing, and goes on with what it has', async () => {
    const feed = new Feed();
    const receiver = newReceiver({ hub: feed.client });
    await receiver.heal();
    for (let count = 0; count < 5; count += 1) feed.change();
    feed.oldest = 4;
    await receiver.heal();
    expect(problems).toEqual([{ type: 'feed_expired', livemode: true, afterSequence: 0 }]);
    expect(sequences()).toEqual([4, 5]);
  });

  it('rejects when the hub can not be reached, and works when it is back', async () => {
    const feed = new Feed();
    const receiver = newReceiver({ hub: feed.client });
    feed.isDown = true;
    await expect(receiver.heal()).rejects.toThrow(/can not be reached/);
    feed.isDown = false;
    expect(await receiver.heal()).toHaveLength(1);
  });
});

describe('a hole in the sequence', () => {
  const skipSecond = async (receiver: Receiver, feed: Feed) => {
    for (let count = 0; count < 3; count += 1) feed.change();
    await deliver(receiver, feed.events[0]!);
    await deliver(receiver, feed.events[2]!);
  };

  it('counts as missing after 60 s, not before, and is then healed from the feed', async () => {
    vi.useFakeTimers();
    const feed = new Feed();
    await skipSecond(newReceiver({ hub: feed.client }), feed);
    await vi.advanceTimersByTimeAsync(59_900);
    expect([sequences(), feed.reads]).toEqual([[1, 3], 0]);
    await vi.advanceTimersByTimeAsync(200);
    expect(sequences()).toEqual([1, 3, 2]);
    expect(problems).toEqual([{ type: 'gap', livemode: true, afterSequence: 1, beforeSequence: 3 }]);
  });

  it('that closes in time is no problem and costs no request', async () => {
    vi.useFakeTimers();
    const feed = new Feed();
    const receiver = newReceiver({ hub: feed.client });
    await skipSecond(receiver, feed);
    await deliver(receiver, feed.events[1]!);
    await vi.advanceTimersByTimeAsync(120_000);
    expect([problems, feed.reads]).toEqual([[], 0]);
  });

  it('that can not be healed is tried again once a minute until it is', async () => {
    vi.useFakeTimers();
    const feed = new Feed();
    const receiver = newReceiver({ hub: feed.client });
    await skipSecond(receiver, feed);
    feed.isDown = true;
    await vi.advanceTimersByTimeAsync(185_000);
    expect(problemTypes()).toEqual([1, 2, 3].flatMap(() => ['gap', 'healing_failed']));
    feed.isDown = false;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sequences()).toEqual([1, 3, 2]);
  });

  it('is told once to a receiver without a client, which then looks out for the next', async () => {
    vi.useFakeTimers();
    const feed = new Feed();
    const receiver = newReceiver();
    await skipSecond(receiver, feed);
    await vi.advanceTimersByTimeAsync(300_000);
    expect(problemTypes()).toEqual(['gap']);
    expect(vi.getTimerCount()).toBe(0);
    expect(await deliver(receiver, feed.events[1]!)).toBe(200);
    expect(sequences()).toEqual([1, 3, 2]);
  });

  it('is no news to a receiver of some types', async () => {
    vi.useFakeTimers();
    const feed = new Feed();
    await skipSecond(newReceiver({ types: ['listing.updated'] }), feed);
    await vi.advanceTimersByTimeAsync(300_000);
    expect(problems).toEqual([]);
  });

  it('is not watched after stop()', async () => {
    vi.useFakeTimers();
    const feed = new Feed();
    const receiver = newReceiver({ hub: feed.client });
    await skipSecond(receiver, feed);
    receiver.stop();
    await deliver(receiver, feed.change());
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('whatever is lost, repeated, reordered or fails', () => {
  const changes = fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 25 });
  const fates = fc.array(
    fc.record({
      index: fc.nat({ max: 24 }),
      fails: fc.boolean(),
      how: fc.constantFrom('deliver', 'deliver', 'deliver', 'heal', 'restart'),
    }),
    { maxLength: 60 },
  );

  it('a copy never goes back, and equals the feed after heal()', async () => {
    await fc.assert(
      fc.asyncProperty(changes, fates, async (resources, steps) => {
        const feed = new Feed({ pageSize: 3 });
        const store = memoryStore();
        const versions = new Map<string, number>();
        const failing = new Set<string>();
        const handledIds: string[] = [];
        const steppedBack: string[] = [];
        const handle = async (event: HubEvent) => {
          // Some are slow, so that a newer event may overtake.
          if (event.sequence % 2 === 1) await new Promise((resolve) => setImmediate(resolve));
          if (failing.delete(event.id)) throw new Error('as told');
          const { id, version } = event.data.object as { id: string; version: number };
          if (version <= (versions.get(id) ?? 0)) steppedBack.push(event.id);
          versions.set(id, version);
          handledIds.push(event.id);
        };
        const start = () => newReceiver({ hub: feed.client, store, handle });
        let receiver = start();
        await receiver.heal();
        const newest = new Map<string, number>();
        for (const resource of resources) {
          const id = String(resource);
          newest.set(id, (newest.get(id) ?? 0) + 1);
          feed.change({ id, version: newest.get(id)! });
        }
        const underWay: Promise<unknown>[] = [];
        for (const { index, fails, how } of steps) {
          const event = feed.events[index % feed.events.length]!;
          if (fails) failing.add(event.id);
          if (how === 'deliver') underWay.push(deliver(receiver, event));
          if (how === 'heal') underWay.push(receiver.heal());
          if (how !== 'restart') continue;
          await Promise.all(underWay);
          receiver.stop();
          receiver = start();
        }
        await Promise.all(underWay);
        failing.clear();
        const results = await receiver.heal();
        expect(results).toMatchObject([{ failed: 0, lastSequence: feed.events.length }]);
        expect(steppedBack).toEqual([]);
        expect(versions).toEqual(newest);
        expect(new Set(handledIds).size).toBe(handledIds.length);
        receiver.stop();
      }),
      { numRuns: 200 },
    );
  });
});
