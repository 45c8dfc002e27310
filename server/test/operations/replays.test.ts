import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { replayScope } from '../../src/domain/replay.ts';
import { DAY_US, HOUR_US, SECOND_US } from '../../src/domain/time.ts';
import { updateIntegration } from '../../src/operations/integration.ts';
import { estimateReplay, type ReplayRequest } from '../../src/operations/replays.ts';
import { updateWebhookEndpoint } from '../../src/operations/webhook-endpoints.ts';
import { countReplayable } from '../../src/storage/replay-events.ts';
import { createTestDealer } from '../support/hub.ts';
import { type LoggedDelivery, useReplayWorld } from '../support/replay-world.ts';

const world = useReplayWorld();

/** Replays to the end; the deliveries it made due, with the promise that the dry run had counted just these. */
async function replayed(change: Partial<ReplayRequest> = {}): Promise<LoggedDelivery[]> {
  const before = new Map((await world.log()).map((it) => [it.id, it]));
  const estimate = await estimateReplay(world.hub, world.dealerId, world.request(change));
  expect(await world.log()).toEqual([...before.values()]);
  const { id, total } = await world.replay(change);
  const end = await world.runToEnd(id);
  const due = (await world.log()).filter(
    (it) => it.status === 'pending' && before.get(it.id)?.status !== 'pending',
  );
  expect(end).toMatchObject({ status: 'succeeded', total: estimate.total, enqueued: estimate.total });
  expect(total).toBe(due.length);
  return due;
}

const idsOf = (deliveries: readonly LoggedDelivery[]) => deliveries.map((it) => it.id);
const forgetDeliveries = (ids: readonly string[]) =>
  sql`delete from deliveries where id = any(${[...ids]}::uuid[])`.execute(world.hub.database.kysely);

describe('what a replay takes', () => {
  it('reopens each finished delivery with its event id, attempts counted on, the schedule from its start', async () => {
    const ids = [
      ...(await world.seed('delivered')),
      ...(await world.seed('failed')),
      ...(await world.seed('cancelled')),
    ];
    const before = await world.log();
    const due = await replayed();
    expect(idsOf(due)).toEqual(ids);
    for (const [index, it] of due.entries()) {
      expect(it).toMatchObject({ reason: null, attempt_count: 3, schedule_step: 0 });
      expect(it.event_id).toBe(before[index]!.event_id);
      expect(it.expires_us).toBe(it.next_attempt_us! + 5 * DAY_US);
    }
  });

  it('leaves pending deliveries alone', async () => {
    await world.seed('pending', { count: 2 });
    const before = await world.log();
    expect(await replayed()).toEqual([]);
    expect(await world.log()).toEqual(before);
  });

  it('gives events from before the endpoint existed a delivery, found in the log at their time', async () => {
    const old = await world.seed('delivered', { count: 2 });
    const events = await world.log();
    const younger = await world.addEndpoint({ url: 'http://127.0.0.1:9/younger' });
    const due = await replayed({ endpointId: younger.endpointId });
    expect(due).toHaveLength(2);
    for (const [index, it] of due.entries()) {
      expect(it).toMatchObject({ url: younger.url, attempt_count: 0, endpoint_id: younger.endpointId });
      expect(it.event_id).toBe(events[index]!.event_id);
      expect(it.created_us).toBe(events[index]!.created_us);
    }
    expect((await world.log()).filter((it) => old.includes(it.id))).toEqual(events);
  });

  it('with only_failed takes what ended failed or cancelled, and adds nothing', async () => {
    await world.seed('delivered');
    const ended = [...(await world.seed('failed')), ...(await world.seed('cancelled'))];
    await forgetDeliveries(await world.seed('delivered'));
    expect(idsOf(await replayed({ onlyFailed: true }))).toEqual(ended);
  });

  it('takes only the types it is asked for', async () => {
    await world.seed('delivered', { type: 'listing.updated' });
    const sold = await world.seed('delivered', { type: 'listing.sold' });
    const received = await world.seed('delivered', { type: 'order.received' });
    expect(idsOf(await replayed({ types: ['listing.sold', 'order.received'] }))).toEqual([
      ...sold,
      ...received,
    ]);
  });

  it('takes only what the endpoint subscribes to now', async () => {
    await world.seed('failed', { type: 'customer.matched' });
    const orders = await world.seed('failed', { type: 'order.received' });
    await updateWebhookEndpoint(world.hub, world.dealerId, world.endpoint.endpointId, {
      events: ['order.*'],
    });
    expect(idsOf(await replayed())).toEqual(orders);
  });

  it('begins with since and ends before until', async () => {
    const startUs = world.hub.clock() - 4 * HOUR_US;
    const at = (hours: number) => startUs + hours * HOUR_US;
    const seeded: string[] = [];
    for (const hours of [0, 1, 2, 3]) seeded.push(...(await world.seed('failed', { nowUs: at(hours) })));
    const due = await replayed({ sinceUs: at(1), untilUs: at(3) });
    expect(idsOf(due)).toEqual(seeded.slice(1, 3));
    const none = world.request({ sinceUs: at(1) + 1, untilUs: at(2) });
    expect((await estimateReplay(world.hub, world.dealerId, none)).total).toBe(0);
  });

  it('takes nothing that happened after it was asked for', async () => {
    await world.seed('failed');
    const { id } = await world.replay();
    await world.seed('failed');
    expect(await world.runToEnd(id)).toMatchObject({ total: 1, enqueued: 1 });
  });
});

describe('worlds and neighbours', () => {
  it('takes both worlds, or the one its endpoint hears', async () => {
    const live = await world.seed('failed');
    const test = await world.seed('failed', { livemode: false });
    const { endpointId } = world.endpoint;
    await updateWebhookEndpoint(world.hub, world.dealerId, endpointId, { mode: 'test' });
    expect(idsOf(await replayed())).toEqual(test);
    await updateWebhookEndpoint(world.hub, world.dealerId, endpointId, { mode: 'all' });
    expect(idsOf(await replayed())).toEqual(live);
  });

  it('in test mode leaves live events as they ended, but not pings', async () => {
    await world.seed('cancelled');
    const ping = await world.seed('failed', { type: 'integration.test_event' });
    const test = await world.seed('failed', { livemode: false });
    await updateIntegration(world.hub, world.dealerId, { is_test_mode: true });
    expect(new Set(idsOf(await replayed()))).toEqual(new Set([...ping, ...test]));
  });

  it('lets no live event through when test mode comes on midway', async () => {
    await world.seed('failed', { count: 3 });
    const { id } = await world.replay({ ratePerSecond: 1 });
    await world.runner.tick();
    await updateIntegration(world.hub, world.dealerId, { is_test_mode: true });
    expect(await world.runToEnd(id)).toMatchObject({ status: 'succeeded', total: 3, enqueued: 1 });
    expect((await world.log()).filter((it) => it.status === 'pending')).toEqual([]);
  });

  it('sends a ping again only to an endpoint it was sent to', async () => {
    const ping = await world.seed('delivered', { type: 'integration.test_event' });
    const other = await world.addEndpoint();
    expect(await replayed({ endpointId: other.endpointId })).toEqual([]);
    await updateWebhookEndpoint(world.hub, world.dealerId, world.endpoint.endpointId, {
      events: ['order.*'],
    });
    expect(idsOf(await replayed())).toEqual(ping);
  });

  it('never tells an endpoint that skips own writes of an event it had no delivery of', async () => {
    await world.seed('delivered');
    const other = await world.addEndpoint({ skip_own_writes: true });
    expect(await replayed({ endpointId: other.endpointId })).toEqual([]);
  });

  it("does not touch another endpoint's or another dealer's deliveries", async () => {
    const mine = world.endpoint;
    world.endpoint = await world.addEndpoint();
    await world.seed('failed');
    const { dealerId } = world;
    world.dealerId = await createTestDealer(world.hub);
    world.endpoint = await world.addEndpoint();
    await world.seed('failed');
    Object.assign(world, { dealerId, endpoint: mine });
    const [own] = await world.seed('failed');
    expect(idsOf(await replayed({ onlyFailed: true }))).toEqual([own]);
  });
});

it('finds the bounds of its range in any number of events', async () => {
  const startUs = world.hub.clock() - HOUR_US;
  for (let second = 0; second < 33; second += 1) {
    await world.seed('failed', { nowUs: startUs + second * SECOND_US });
  }
  await sql`update dealer_clocks set oldest_sequence = 6 where livemode`.execute(world.hub.database.kysely);
  await sql`delete from events where sequence < 6`.execute(world.hub.database.kysely);
  for (const [from, to] of [
    [0, 33],
    [0, 6],
    [5, 6],
    [6, 7],
    [12, 31],
    [32, 33],
  ] as const) {
    const range = world.request({ sinceUs: startUs + from * SECOND_US, untilUs: startUs + to * SECOND_US });
    const { total } = await estimateReplay(world.hub, world.dealerId, range);
    expect([from, to, total]).toEqual([from, to, to - Math.max(from, 5)]);
  }
});

it('counts a range in parts as it does at once', async () => {
  await world.seed('failed', { count: 11 });
  await world.seed('pending', { count: 2 });
  const target = { events: ['*'], mode: 'all', skip_own_writes: false, is_test_mode: false } as const;
  const scope = replayScope(target, { types: null, only_failed: true }, true);
  const count = (countedAtOnce: number) =>
    countReplayable(world.hub.database.kysely, world.endpoint, { next: 2, end: 14 }, scope, countedAtOnce);
  for (const countedAtOnce of [1, 4, 5, 12, 100]) expect(await count(countedAtOnce)).toBe(10);
});

it('reads on behind many events that it does not take', async () => {
  await world.seed('delivered', { count: 4_100 });
  const [failed] = await world.seed('failed');
  expect(idsOf(await replayed({ onlyFailed: true }))).toEqual([failed]);
});
