import { afterEach, describe, expect, it, vi } from 'vitest';
import type { HubEvent } from '../src/api-shapes.ts';
import { memoryStore } from '../src/receiver/memory-store.ts';
import { createReceiver, type Receiver, type ReceiverOptions } from '../src/receiver/receiver.ts';
import type { ReceiverProblem } from '../src/receiver/receiver-problem.ts';
import { Feed, newSecret, toWebhook } from './support/feed.ts';

const SECRET = newSecret();

function newGate() {
  let open = () => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}

const receivers: Receiver[] = [];
afterEach(() => {
  for (const receiver of receivers.splice(0)) receiver.stop();
  vi.useRealTimers();
});

/** A receiver with what it handled and what it could not deal with. */
function setUp(options: Partial<ReceiverOptions> = {}) {
  const handled: HubEvent[] = [];
  const problems: ReceiverProblem[] = [];
  const receiver = createReceiver({
    secrets: SECRET,
    store: memoryStore(),
    handle: (event) => handled.push(event),
    onProblem: (problem) => problems.push(problem),
    ...options,
  });
  receivers.push(receiver);
  const deliver = async (event: unknown, secret = SECRET) => {
    const { status, body } = await receiver.receive(await toWebhook(event, secret));
    return `${status} ${(JSON.parse(body) as { outcome: string }).outcome}`;
  };
  return { receiver, handled, problems, deliver, problemTypes: () => problems.map((it) => it.type) };
}

describe('a webhook', () => {
  it('is handled when its signature is right', async () => {
    const { deliver, handled, problems } = setUp();
    const event = new Feed().change();
    expect(await deliver(event)).toBe('200 handled');
    expect([handled, problems]).toEqual([[event], []]);
  });

  it('is refused and not handled when it is signed with another secret', async () => {
    const { deliver, handled, problems } = setUp();
    expect(await deliver(new Feed().change(), newSecret())).toBe('400 refused');
    expect(handled).toEqual([]);
    expect(problems).toMatchObject([{ type: 'refused', error: { problem: 'no_matching_signature' } }]);
  });

  it('is refused when it is too old for the tolerance', async () => {
    const { receiver } = setUp({ toleranceSeconds: 10 });
    const webhook = await toWebhook(new Feed().change(), SECRET);
    vi.useFakeTimers({ now: Date.now() + 12_000 });
    expect((await receiver.receive(webhook)).body).toContain('timestamp_outside_tolerance');
  });

  it.each([[{}], [[]], [null], ['text'], [{ id: 'evt_1', sequence: 1, livemode: true, data: {} }]])(
    'is refused when what was signed is no event: %j',
    async (value) => {
      const { deliver, problemTypes } = setUp();
      expect(await deliver(value)).toBe('400 refused');
      expect(problemTypes()).toEqual(['not_an_event']);
    },
  );

  it('verifies with a secret that came after the start, without a restart', async () => {
    const newer = newSecret();
    let secrets: string | string[] = SECRET;
    const { deliver } = setUp({ secrets: async () => secrets });
    const feed = new Feed();
    expect(await deliver(feed.change(), newer)).toBe('400 refused');
    secrets = [newer, SECRET];
    expect(await deliver(feed.change(), newer)).toBe('200 handled');
    expect(await deliver(feed.change(), SECRET)).toBe('200 handled');
    secrets = newer;
    expect(await deliver(feed.change(), SECRET)).toBe('400 refused');
  });

  it('is to be sent again when the secrets or the store fail', async () => {
    const fail = () => Promise.reject(new Error('down'));
    const withoutSecrets = setUp({ secrets: fail });
    expect(await withoutSecrets.deliver(new Feed().change())).toBe('500 failed');
    expect(withoutSecrets.problemTypes()).toEqual(['receiving_failed']);
    const withoutStore = setUp({ store: Object.assign(memoryStore(), { record: fail }) });
    expect(await withoutStore.deliver(new Feed().change())).toBe('500 failed');
    expect(withoutStore.problemTypes()).toEqual(['handling_failed']);
  });
});

describe('an event', () => {
  it('is handled once, however often it is delivered', async () => {
    const { deliver, handled } = setUp();
    const event = new Feed().change();
    expect(await deliver(event)).toBe('200 handled');
    expect(await deliver(event)).toBe('200 duplicate');
    expect(handled).toEqual([event]);
  });

  it('delivered twice at once is handled by one, while the other waits', async () => {
    const log: string[] = [];
    const gate = newGate();
    const handle = async () => {
      log.push('begins');
      await gate.passed;
      log.push('ends');
    };
    const { deliver } = setUp({ handle });
    const event = new Feed().change();
    const both = [deliver(event), deliver(event)].map(async (it) => log.push(await it));
    await vi.waitFor(() => expect(log).toEqual(['begins']));
    gate.open();
    await Promise.all(both);
    expect(log).toEqual(['begins', 'ends', '200 handled', '200 duplicate']);
  });

  it('whose handler threw is answered with 500, not recorded, and handled when it comes again', async () => {
    let isBroken = true;
    const handled: HubEvent[] = [];
    const handle = (event: HubEvent) => {
      if (isBroken) throw new Error('the database is down');
      handled.push(event);
    };
    const { deliver, problemTypes } = setUp({ handle });
    const event = new Feed().change();
    expect(await deliver(event)).toBe('500 failed');
    expect(problemTypes()).toEqual(['handling_failed']);
    isBroken = false;
    expect(await deliver(event)).toBe('200 handled');
    expect(handled).toEqual([event]);
  });

  it('delivered twice at once, the first time in vain, is handled by the second', async () => {
    let runs = 0;
    const handle = () => {
      runs += 1;
      if (runs === 1) throw new Error('once');
    };
    const { deliver } = setUp({ handle });
    const event = new Feed().change();
    expect((await Promise.all([deliver(event), deliver(event)])).sort()).toEqual([
      '200 handled',
      '500 failed',
    ]);
  });

  it('that is older than what was handled of its resource is acknowledged and not handled', async () => {
    const { deliver, handled } = setUp();
    const feed = new Feed();
    const older = feed.change({ id: 'a', version: 1 });
    const other = feed.change({ id: 'b', version: 1 });
    const newer = feed.change({ id: 'a', version: 2 });
    expect(await deliver(newer)).toBe('200 handled');
    expect(await deliver(older)).toBe('200 stale');
    expect(await deliver(other)).toBe('200 handled');
    expect(handled).toEqual([newer, other]);
  });

  it('of an order that is older by its sequence is stale, too', async () => {
    const { deliver } = setUp();
    const feed = new Feed();
    const received = feed.add('order.received', { id: 'o', object: 'order' });
    const cancelled = feed.add('order.cancelled', { id: 'o', object: 'order' });
    expect(await deliver(cancelled)).toBe('200 handled');
    expect(await deliver(received)).toBe('200 stale');
  });

  it('with an older version is stale even if its sequence is newer', async () => {
    const { deliver } = setUp();
    const feed = new Feed();
    expect(await deliver(feed.change({ id: 'a', version: 5 }))).toBe('200 handled');
    expect(await deliver(feed.change({ id: 'a', version: 4 }))).toBe('200 stale');
  });

  it('of one world says nothing about the other', async () => {
    const { deliver } = setUp();
    const [live, test] = [new Feed(), new Feed({ livemode: false })];
    const same = { id: 'integration', object: 'integration' };
    for (const _ of [1, 2, 3]) live.add('integration.test_event', same);
    expect(await deliver(live.events[2])).toBe('200 handled');
    expect(await deliver(test.add('integration.test_event', same))).toBe('200 handled');
  });

  it('waits for no event of another resource', async () => {
    const gate = newGate();
    const handle = (event: HubEvent) => (event.data.object.id === 'slow' ? gate.passed : undefined);
    const { deliver } = setUp({ handle });
    const feed = new Feed();
    const slow = deliver(feed.change({ id: 'slow' }));
    expect(await deliver(feed.change({ id: 'quick' }))).toBe('200 handled');
    gate.open();
    expect(await slow).toBe('200 handled');
  });

  it('is handled under the lock of a store that has one', async () => {
    const log: string[] = [];
    const store = Object.assign(memoryStore(), {
      lock: async <T>(resource: string, work: () => Promise<T>): Promise<T> => {
        log.push(`locked ${resource}`);
        return await work();
      },
    });
    const { deliver } = setUp({ store, handle: () => log.push('handled') });
    await deliver(new Feed().change({ id: 'a' }));
    expect(log).toEqual(['locked live:listing:a', 'handled']);
  });
});
