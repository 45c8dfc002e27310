import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { createWakeUpListener, createWakeUpPublisher } from '../../src/deliveries/wake-ups.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { notifyWakeUp } from '../../src/storage/wake-up-channel.ts';
import { runSql } from '../support/database-server.ts';
import { countByStatus, eventually, getDelivery, getLane } from '../support/delivery-world.ts';
import { answer } from '../support/receiver.ts';
import { createTestEngine, createTestLog } from '../support/test-engine.ts';
import { useWorkerWorld } from '../support/worker-world.ts';

const world = useWorkerWorld();

describe('wake-ups', () => {
  test('reach a worker in another process through NOTIFY', async () => {
    const endpoint = await world.addEndpoint();
    await world.spawnWorker();
    const log = createTestLog();
    const publisher = createWakeUpPublisher({ database: world.db.database, log });
    const [id] = await world.add(endpoint, 1);
    publisher.publish([endpoint]);
    await world.receiver.received(1);
    await publisher.close();
    await eventually(world.allDelivered(1));
    expect(world.deliveryIdsReceived()).toEqual([id]);
    expect(log.lines).toEqual([]);
  });

  test('that got lost are made up for by the sweep', async () => {
    const endpoint = await world.addEndpoint();
    await world.spawnWorker();
    await world.add(endpoint, 1);
    await world.receiver.received(1);
    await eventually(world.allDelivered(1));
  });

  test('are sent at once, then collected', async () => {
    const received: (readonly unknown[] | null)[] = [];
    const log = createTestLog();
    const listener = createWakeUpListener({
      database: world.db.database,
      log,
      onWake: (lanes) => received.push(lanes),
    });
    await listener.start();
    world.closers.push(() => listener.close());
    const publisher = createWakeUpPublisher({ database: world.db.database, log });
    const lanes = Array.from({ length: 10 }, () => ({ dealerId: randomUUID(), endpointId: randomUUID() }));
    for (const lane of lanes) publisher.publish([lane, lane]);
    await publisher.close();
    await eventually(async () => received.length === 3);
    expect(received).toEqual([null, [lanes[0]], lanes.slice(1)]);
    publisher.publish(
      Array.from({ length: 500 }, () => ({ dealerId: randomUUID(), endpointId: randomUUID() })),
    );
    await eventually(async () => received.length === 4);
    expect(received[3]).toBeNull();
    await publisher.close();
  });

  test('are heard again after the connection broke', async () => {
    const received: (readonly unknown[] | null)[] = [];
    const log = createTestLog();
    const listener = createWakeUpListener({
      database: world.db.database,
      log,
      onWake: (lanes) => received.push(lanes),
    });
    await listener.start();
    world.closers.push(() => listener.close());
    await sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and query = 'listen deliveries'
    `.execute(world.db.database.kysely);
    await eventually(async () => received.length === 2);
    expect(received).toEqual([null, null]);
    expect(log.lines).toMatchObject([
      { level: 'warn', message: 'listening for wake-ups failed; connecting again' },
    ]);
  });

  test('that are not ours make the workers look everywhere', async () => {
    const received: (readonly unknown[] | null)[] = [];
    const listener = createWakeUpListener({
      database: world.db.database,
      log: createTestLog(),
      onWake: (lanes) => received.push(lanes),
    });
    await listener.start();
    world.closers.push(() => listener.close());
    for (const payload of ['hello', '{}', '[[1,2]]', '[null]'])
      await notifyWakeUp(world.db.database, payload);
    await eventually(async () => received.length === 5);
    expect(received).toEqual([null, null, null, null, null]);
  });

  test('connect once per failure to a server that hangs up, and never after closing', async () => {
    let connections = 0;
    const server = createServer((socket) => {
      connections += 1;
      socket.once('data', () => socket.end());
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const unreachable = openDatabase({
      connection: { host: '127.0.0.1', port, user: 'u', password: 'p', database: 'd' },
      poolSize: 1,
      applicationName: 'test',
      onError() {},
    });
    const log = createTestLog();
    const listener = createWakeUpListener({ database: unreachable, log, onWake() {} });
    await listener.start();
    await eventually(async () => log.lines.length >= 3);
    await listener.close();
    await new Promise((resolve) => server.close(resolve));
    expect(connections).toBe(log.lines.length);
    expect(log.lines.map(({ fields }) => (fields as { waitMs: number }).waitMs)).toEqual(
      [100, 200, 400].slice(0, connections),
    );
  });
});

describe('drain', () => {
  test('waits for what is under way, settles it and gives the lanes back', async () => {
    const endpoint = await world.addEndpoint();
    const answers: (() => void)[] = [];
    world.receiver.respondWith((_, response) => void answers.push(() => response.end()));
    await world.add(endpoint, 40);
    const engine = createTestEngine(world.db.database);
    await engine.start();
    await world.receiver.received(16);
    const drained = engine.drain();
    for (const finish of answers) finish();
    await drained;
    expect(await countByStatus(world.db.database)).toEqual({ delivered: 16, pending: 24 });
    expect(await getLane(world.db.database, endpoint)).toMatchObject({ lease_worker: null });
    expect((await getLane(world.db.database, endpoint)).due_us).not.toBeNull();
    const { rows } = await sql`select id from workers`.execute(world.db.database.kysely);
    expect(rows).toEqual([]);
    world.receiver.respondWith(answer(200));
    const successor = createTestEngine(world.db.database);
    await successor.start();
    await eventually(world.allDelivered(40));
    expect(new Set(world.deliveryIdsReceived()).size).toBe(40);
    expect(world.receiver.requests).toHaveLength(40);
  });

  test('hands back what does not end in time, without counting an attempt', async () => {
    const endpoint = await world.addEndpoint();
    world.receiver.respondWith(() => {});
    const [id] = await world.add(endpoint, 1);
    const engine = createTestEngine(world.db.database, { drainMs: 50, timeoutMs: 60_000 });
    await engine.start();
    await world.receiver.received(1);
    await engine.drain();
    expect(await getDelivery(world.db.database, id!)).toMatchObject({ status: 'pending', attempt_count: 0 });
    expect(await getLane(world.db.database, endpoint)).toMatchObject({ lease_worker: null });
  });
});

describe('trouble with the database', () => {
  test('is logged and outlived: nothing is lost when connections break', async () => {
    const endpoint = await world.addEndpoint();
    await world.add(endpoint, 400);
    const engine = createTestEngine(world.db.database);
    await engine.start();
    // Over connections of its own: those of the pool are the ones that break.
    const ask = <Row extends object>(statement: string) => runSql<Row>(world.db.connection, statement);
    for (const count of [50, 150, 250]) {
      await world.receiver.received(count);
      await ask(`
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'`);
    }
    await eventually(async () => {
      const pending = await ask(`select from deliveries where status <> 'delivered' limit 1`);
      return pending.length === 0;
    });
    world.db.idleErrors.length = 0; // one that was busy when it was looked at may be idle when it is ended
  });
});
