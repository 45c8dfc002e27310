import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HubEvent } from '../src/api-shapes.ts';
import { memoryStore } from '../src/receiver/memory-store.ts';
import { createReceiver, type Receiver, type ReceiverOptions } from '../src/receiver/receiver.ts';
import type { ReceiverProblem } from '../src/receiver/receiver-problem.ts';
import type { ReceiverStore } from '../src/receiver/receiver-store.ts';
import { Feed, newSecret, toWebhook } from './support/feed.ts';

const SECRET = newSecret();
let problems: ReceiverProblem[];
let receivers: Receiver[];
beforeEach(() => {
  vi.useFakeTimers();
  [problems, receivers] = [[], []];
});
afterEach(() => {
  for (const receiver of receivers) receiver.stop();
  vi.useRealTimers();
});

/** As many processes, each with a receiver of its own. */
function newReceivers(count: number, store: ReceiverStore, options: Partial<ReceiverOptions> = {}) {
  const started = Array.from({ length: count }, () =>
    createReceiver({
      secrets: SECRET,
      store,
      handle: () => {},
      onProblem: (problem) => problems.push(problem),
      ...options,
    }),
  );
  receivers.push(...started);
  return started;
}

const deliver = async (receiver: Receiver, event: HubEvent) =>
  expect((await receiver.receive(await toWebhook(event, SECRET))).status).toBe(200);

function newFeed(events: number): Feed {
  const feed = new Feed();
  for (let count = 0; count < events; count += 1) feed.change();
  return feed;
}

describe('several processes on one store', () => {
  it('report no gap when each has got what the other misses, and the store goes on', async () => {
    const store = memoryStore();
    const feed = newFeed(4);
    const [a, b] = newReceivers(2, store, { hub: feed.client });
    const [first, second, third, fourth] = feed.events;
    await deliver(a!, first!);
    await deliver(b!, fourth!);
    await deliver(a!, third!);
    await deliver(b!, second!);
    await vi.advanceTimersByTimeAsync(59_000);
    expect(await store.getSequence(true)).toBe(4);
    await vi.advanceTimersByTimeAsync(600_000);
    expect([problems, feed.reads, vi.getTimerCount()]).toEqual([[], 0, 0]);
  });

  it('report no gap, however the webhooks are dealt out among them', async () => {
    const order = fc.uniqueArray(fc.nat({ max: 9 }), { minLength: 10, maxLength: 10 });
    const takers = fc.array(fc.nat({ max: 1 }), { minLength: 10, maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(order, takers, async (indexes, owners) => {
        problems = [];
        const store = memoryStore();
        const feed = newFeed(10);
        await store.raiseSequence(true, 0);
        const processes = newReceivers(2, store);
        for (const [place, index] of indexes.entries()) {
          await deliver(processes[owners[place]!]!, feed.events[index]!);
        }
        await vi.advanceTimersByTimeAsync(300_000);
        expect([problems, await store.getSequence(true)]).toEqual([[], 10]);
      }),
      { numRuns: 200 },
    );
  });

  it('both report what neither has got', async () => {
    const feed = newFeed(4);
    const [a, b] = newReceivers(2, memoryStore());
    await deliver(a!, feed.events[0]!);
    await deliver(b!, feed.events[3]!);
    await deliver(a!, feed.events[2]!);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(problems).toContainEqual({ type: 'gap', livemode: true, afterSequence: 1, beforeSequence: 4 });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('ask a store that is down once a minute, not all the time', async () => {
    const store = memoryStore();
    const feed = newFeed(3);
    const [receiver] = newReceivers(1, store);
    await deliver(receiver!, feed.events[0]!);
    await deliver(receiver!, feed.events[2]!);
    store.getSequence = async () => {
      throw new Error('the database is away');
    };
    await vi.advanceTimersByTimeAsync(190_000);
    expect(problems.map((it) => it.type)).toEqual([
      'healing_failed',
      'healing_failed',
      'healing_failed',
      'healing_failed',
    ]);
  });
});
