import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { prune } from '../../src/deliveries/reaper.ts';
import { runReplayBatch } from '../../src/deliveries/replay-batch.ts';
import { PROBING_FROM_FAILURES } from '../../src/domain/endpoint-health.ts';
import { DAY_US, SECOND_US } from '../../src/domain/time.ts';
import { updateIntegration } from '../../src/operations/integration.ts';
import { cancelReplay } from '../../src/operations/replays.ts';
import { deleteWebhookEndpoint, updateWebhookEndpoint } from '../../src/operations/webhook-endpoints.ts';
import { eventually, wallClockUs } from '../support/delivery-world.ts';
import { answer, startReceiver } from '../support/receiver.ts';
import { useReplayWorld } from '../support/replay-world.ts';
import { createTestEngine, drainEnginesAfterEach } from '../support/test-engine.ts';

const world = useReplayWorld();
drainEnginesAfterEach();

const countPending = async () => (await world.log()).filter((it) => it.status === 'pending').length;
const run = (statement: ReturnType<typeof sql>) => statement.execute(world.hub.database.kysely);

describe('the throttle', () => {
  it('enqueues no faster than the rate, by the clock, and does not make up for a stop', async () => {
    await world.seed('failed', { count: 40 });
    const { id } = await world.replay({ ratePerSecond: 10 });
    const enqueued = async () => (await world.read(id)).enqueued;
    await world.runner.tick();
    await world.runner.tick();
    expect(await enqueued()).toBe(2);
    for (let fifth = 0; fifth < 5; fifth += 1) {
      world.hub.advance(SECOND_US / 5);
      await world.runner.tick();
    }
    expect(await enqueued()).toBe(12);
    world.hub.advance(60 * SECOND_US);
    await world.runner.tick();
    await world.runner.tick();
    expect(await enqueued()).toBe(14);
  });

  it('is half of what the endpoint takes unless the dealer names a rate', async () => {
    const endpoint = await world.addEndpoint({ rate_limit_per_second: 30 });
    expect(await world.replay({ endpointId: endpoint.endpointId })).toMatchObject({ rate_per_second: 15 });
    const slow = await world.addEndpoint({ rate_limit_per_second: 1 });
    expect(await world.replay({ endpointId: slow.endpointId })).toMatchObject({ rate_per_second: 1 });
    expect(await world.replay({ ratePerSecond: 7 })).toMatchObject({ rate_per_second: 7 });
  });

  it('adds nothing while 200 deliveries wait for a slow receiver, and goes on when they have gone', async () => {
    await world.seed('failed', { count: 3 });
    const waiting = await world.seed('pending', { count: 200 });
    const { id } = await world.replay();
    await world.runner.tick();
    expect(await world.read(id)).toMatchObject({ status: 'running', enqueued: 0 });
    await run(
      sql`update deliveries set next_attempt_us = ${world.hub.clock() + DAY_US} where id = ${waiting[0]}`,
    );
    world.hub.advance(SECOND_US);
    await world.runner.tick();
    expect(await world.read(id)).toMatchObject({ status: 'succeeded', enqueued: 3 });
  });
});

describe('an endpoint that fails as a whole', () => {
  it('gets one delivery to be probed with, and the others once it works again', async () => {
    await world.seed('failed', { count: 5 });
    const setFailures = (count: number) =>
      run(sql`update endpoint_lanes set consecutive_failures = ${count}`);
    await setFailures(PROBING_FROM_FAILURES);
    const { id } = await world.replay();
    for (let second = 0; second < 3; second += 1) {
      await world.runner.tick();
      world.hub.advance(SECOND_US);
    }
    expect(await world.read(id)).toMatchObject({ status: 'running', enqueued: 1 });
    // Waiting for its retry it is still the probe.
    await run(
      sql`update deliveries set next_attempt_us = ${world.hub.clock() + DAY_US} where status = 'pending'`,
    );
    await world.runner.tick();
    expect(await world.read(id)).toMatchObject({ enqueued: 1 });
    await setFailures(0);
    expect(await world.runToEnd(id)).toMatchObject({ status: 'succeeded', enqueued: 5 });
  });
});

describe('several processes', () => {
  it('share a replay: each delivery is enqueued once and counted once', async () => {
    await world.seed('delivered', { count: 700 });
    const younger = await world.addEndpoint();
    const { id } = await world.replay({ endpointId: younger.endpointId, ratePerSecond: 10_000 });
    const runners = [world.newRunner(), world.newRunner(), world.newRunner()];
    await eventually(async () => {
      await Promise.all(runners.map((runner) => runner.tick()));
      await run(
        sql`update deliveries set status = 'delivered', next_attempt_us = null where status = 'pending'`,
      );
      world.hub.advance(SECOND_US);
      return (await world.read(id)).finished_at !== null;
    });
    expect(await world.read(id)).toMatchObject({ status: 'succeeded', total: 700, enqueued: 700 });
    const added = (await world.log()).filter((it) => it.endpoint_id === younger.endpointId);
    expect(new Set(added.map((it) => it.event_id)).size).toBe(700);
    expect(added).toHaveLength(700);
    expect(world.errors).toEqual([]);
  });

  it('that found the same batch due enqueue it once', async () => {
    await world.seed('failed', { count: 3 });
    const ref = { dealerId: world.dealerId, id: (await world.replay({ ratePerSecond: 5 })).id };
    const nowUs = world.hub.clock();
    const batch = () => runReplayBatch(world.hub.database, ref, nowUs);
    expect(await batch()).toMatchObject({ enqueued: 1 });
    expect(await batch()).toBeNull();
    expect(await world.read(ref.id)).toMatchObject({ enqueued: 1 });
  });

  it('leave a replay to the one that is at it', async () => {
    await world.seed('failed', { count: 3 });
    const { id } = await world.replay({ ratePerSecond: 5 });
    const client = await world.hub.database.pool.connect();
    await client.query('begin');
    await client.query('select from replays where id = $1 for update', [id]);
    await world.runner.tick();
    await client.query('rollback');
    client.release();
    expect(await world.read(id)).toMatchObject({ status: 'pending', enqueued: 0 });
    await world.runner.tick();
    expect(await world.read(id)).toMatchObject({ status: 'running', enqueued: 1 });
  });
});

describe('the end of a replay', () => {
  it('is cancelled midway: what was enqueued stays, and nothing more comes', async () => {
    await world.seed('failed', { count: 5 });
    const { id } = await world.replay({ ratePerSecond: 10 });
    await world.runner.tick();
    const cancelled = await cancelReplay(world.hub, world.dealerId, id);
    expect(cancelled).toMatchObject({ status: 'cancelled', total: 5, enqueued: 2 });
    expect(cancelled.finished_at).not.toBeNull();
    world.hub.advance(SECOND_US);
    await world.runner.tick();
    expect(await world.read(id)).toEqual(cancelled);
    expect(await countPending()).toBe(2);
  });

  it.each([
    [
      'endpoint_disabled',
      () =>
        updateWebhookEndpoint(world.hub, world.dealerId, world.endpoint.endpointId, { is_enabled: false }),
    ],
    ['endpoint_deleted', () => deleteWebhookEndpoint(world.hub, world.dealerId, world.endpoint.endpointId)],
    ['integration_disabled', () => updateIntegration(world.hub, world.dealerId, { is_enabled: false })],
    ['plan_required', () => run(sql`update dealers set plan = 'starter' where id = ${world.dealerId}`)],
  ] as const)('is failed with %s when that comes midway', async (reason, happen) => {
    await world.seed('failed', { count: 5 });
    const { id } = await world.replay({ ratePerSecond: 10 });
    await world.runner.tick();
    await happen();
    world.hub.advance(SECOND_US);
    await world.runner.tick();
    expect(await world.read(id)).toMatchObject({ status: 'failed', reason, total: 5, enqueued: 2 });
  });

  it('after an error of ours comes later, with nothing enqueued twice', async () => {
    await world.seed('failed', { count: 3 });
    const { id } = await world.replay();
    await run(sql`alter table deliveries add constraint fault check (status <> 'pending')`);
    await world.runner.tick();
    expect(await world.read(id)).toMatchObject({ status: 'pending', enqueued: 0 });
    expect(world.errors).toEqual(['a replay failed and will be tried again']);
    await run(sql`alter table deliveries drop constraint fault`);
    await world.runner.tick();
    expect(await world.read(id)).toMatchObject({ status: 'pending', enqueued: 0 });
    expect(await world.runToEnd(id)).toMatchObject({ status: 'succeeded', enqueued: 3 });
    expect(await countPending()).toBe(3);
  });

  it('is failed with internal_error after five errors in a row', async () => {
    await world.seed('failed');
    const { id } = await world.replay();
    await run(sql`alter table deliveries add constraint fault check (status <> 'pending')`);
    expect(await world.runToEnd(id)).toMatchObject({
      status: 'failed',
      reason: 'internal_error',
      enqueued: 0,
    });
    expect(world.errors).toHaveLength(5);
  });

  it('is kept for 30 days', async () => {
    const { id } = await world.replay();
    await world.runToEnd(id);
    const old = () => prune(world.hub.database, () => world.hub.clock() + 30 * DAY_US);
    await prune(world.hub.database, () => world.hub.clock() + 29 * DAY_US);
    expect(await world.read(id)).toMatchObject({ status: 'succeeded' });
    expect(await old()).toMatchObject({ replays: 1 });
  });
});

it('wakes the lane it put work into, and no other', async () => {
  await world.seed('failed');
  await world.addEndpoint();
  const { id } = await world.replay();
  world.hub.woken.length = 0;
  await world.runToEnd(id);
  const { dealerId, endpointId } = world.endpoint;
  expect(world.hub.woken).toEqual([{ dealerId, endpointId }]);
});

it('what fails again goes on with the retry schedule, under the same event id', async () => {
  const receiver = await startReceiver({ respond: answer(500) });
  world.endpoint = await world.addEndpoint({ url: `${receiver.origin}/hook` });
  const [deliveryId] = await world.seed('failed');
  const eventId = (await world.log())[0]!.event_id;
  const engine = createTestEngine(world.hub.database, { clock: wallClockUs });
  await engine.tick();
  const { id } = await world.replay({ onlyFailed: true });
  await world.runner.tick();
  engine.wake([world.endpoint]);
  const read = async () => (await world.log())[0]!;
  await eventually(async () => (await read()).attempt_count === 4);
  expect(await read()).toMatchObject({ id: deliveryId, status: 'pending', schedule_step: 1 });
  expect(receiver.requests[0]!.headers['wth-event-id']).toBe(`evt_${eventId.replaceAll('-', '')}`);
  expect(receiver.requests[0]!.headers['wth-delivery-attempt']).toBe('4');
  expect((await world.read(id)).status).toBe('succeeded');
  await engine.drain();
  await receiver.close();
});
