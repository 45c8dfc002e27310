import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSender } from '../../src/deliveries/sender.ts';
import { createWakeUpListener, createWakeUpPublisher } from '../../src/deliveries/wake-ups.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { claimLanes } from '../../src/storage/lanes.ts';
import { settleDeliveries } from '../../src/storage/settle-deliveries.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import {
  countByStatus,
  eventually,
  getDelivery,
  getLane,
  type SeededEndpoint,
  seedDealer,
  seedDeliveries,
  seedEndpoint,
  wallClockUs,
} from '../support/delivery-world.ts';
import { answer, type Receiver, startReceiver } from '../support/receiver.ts';
import { createTestEngine, createTestLog, drainEnginesAfterEach, TestClock } from '../support/test-engine.ts';

let db: TestDatabase;
let receiver: Receiver;
let dealerId: string;
const children: ChildProcess[] = [];
const closers: (() => Promise<void>)[] = [];

beforeEach(async () => {
  db = await createTestDatabase({ poolSize: 12 });
  receiver = await startReceiver();
  dealerId = await seedDealer(db.database);
});
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
  for (const close of closers.splice(0)) await close();
  await receiver.close();
  await db.drop();
});
// Registered last, so that it runs first.
drainEnginesAfterEach();

const addEndpoint = (path = '/hook') => seedEndpoint(db.database, dealerId, `${receiver.origin}${path}`);
const add = (endpoint: SeededEndpoint, count: number, options: object = {}) =>
  seedDeliveries(db.database, endpoint, { count, ...options });
const allDelivered = (count: number) => async () => (await countByStatus(db.database)).delivered === count;
const deliveryIdsReceived = () =>
  receiver.requests.map((request) => request.headers['wth-delivery-id'] as string);

async function spawnWorker(): Promise<ChildProcess> {
  const script = join(import.meta.dirname, '../support/worker-process.ts');
  const child = spawn(process.execPath, [script, JSON.stringify(db.connection)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  await once(child.stdout!, 'data');
  return child;
}

describe('order', () => {
  test('events of one resource arrive one after the other, in their order', async () => {
    const endpoint = await addEndpoint();
    const resources = Array.from({ length: 5 }, () => randomUUID());
    const busy = new Set<string>();
    let overlaps = 0;
    receiver.respondWith((request, response) => {
      const { data } = JSON.parse(request.body) as { data: { object: { id: string } } };
      if (busy.has(data.object.id)) overlaps += 1;
      busy.add(data.object.id);
      setImmediate(() => {
        busy.delete(data.object.id);
        response.end();
      });
    });
    await add(endpoint, 300, { resourceOf: (index: number) => resources[index % 5]! });
    const engine = createTestEngine(db.database);
    await engine.start();
    await eventually(allDelivered(300));
    expect(overlaps).toBe(0);
    const last = new Map<string, number>();
    for (const { body } of receiver.requests) {
      const event = JSON.parse(body) as { sequence: number; data: { object: { id: string } } };
      expect(event.sequence).toBeGreaterThan(last.get(event.data.object.id) ?? 0);
      last.set(event.data.object.id, event.sequence);
    }
  });

  test('a failing event lets the later ones of other resources pass', async () => {
    const endpoint = await addEndpoint();
    receiver.respondWith((request, response) => {
      const { sequence } = JSON.parse(request.body) as { sequence: number };
      response.writeHead(sequence % 2 === 0 ? 500 : 200).end();
    });
    await add(endpoint, 20);
    const engine = createTestEngine(db.database);
    await engine.start();
    await eventually(allDelivered(10));
  });
});

describe('isolation', () => {
  test('an endpoint that never answers delays no other', async () => {
    const [slow, ...quick] = await Promise.all(['/slow', '/a', '/b', '/c'].map((path) => addEndpoint(path)));
    receiver.respondWith((request, response) => {
      if (request.path !== '/slow') response.end();
    });
    await add(slow!, 50);
    for (const endpoint of quick) await add(endpoint, 50);
    const engine = createTestEngine(db.database, { timeoutMs: 60_000, drainMs: 100 });
    await engine.start();
    await eventually(allDelivered(150));
    expect(receiver.requests.filter((request) => request.path === '/slow')).toHaveLength(16);
  });

  test('one slow answer holds up nothing but its own resource', async () => {
    const endpoint = await addEndpoint();
    let isFirst = true;
    receiver.respondWith((_, response) => {
      if (!isFirst) response.end();
      isFirst = false;
    });
    await add(endpoint, 200);
    const engine = createTestEngine(db.database, { timeoutMs: 60_000, drainMs: 100 });
    await engine.start();
    await eventually(allDelivered(199));
  });

  test('requests under way are bounded for the process, and endpoints take turns', async () => {
    const endpoints = await Promise.all(['/a', '/b', '/c', '/d'].map((path) => addEndpoint(path)));
    let underWay = 0;
    let most = 0;
    receiver.respondWith((_, response) => {
      underWay += 1;
      most = Math.max(most, underWay);
      setImmediate(() => {
        underWay -= 1;
        response.end();
      });
    });
    for (const endpoint of endpoints) await add(endpoint, 100);
    const engine = createTestEngine(db.database, { inFlightMax: 3 });
    await engine.start();
    await eventually(allDelivered(400));
    expect(most).toBeLessThanOrEqual(3);
    const firstHalf = receiver.requests.slice(0, 200).map((request) => request.path);
    for (const path of ['/a', '/b', '/c', '/d']) {
      expect(firstHalf.filter((each) => each === path).length, path).toBeGreaterThan(20);
    }
  });
});

describe('ownership', () => {
  test('two workers on one database deliver everything once, with one owner per endpoint', async () => {
    const endpoints = await Promise.all(Array.from({ length: 12 }, (_, index) => addEndpoint(`/${index}`)));
    const ids = (await Promise.all(endpoints.map((endpoint) => add(endpoint, 60)))).flat();
    const ownersOf = new Map<string, Set<number>>();
    // Nobody is answered before both have begun, so that neither can have done everything.
    const held: (() => void)[] = [];
    const owners = new Set<number>();
    receiver.respondWith((_, response) => {
      held.push(() => response.end());
      if (owners.size === 2) for (const finish of held.splice(0)) finish();
    });
    const senders = [0, 1].map((owner) => {
      const sender = createSender({ timeoutMs: 5_000, allowPrivate: true });
      return {
        ...sender,
        send: (request: Parameters<typeof sender.send>[0]) => {
          const { pathname } = request.url;
          ownersOf.set(pathname, (ownersOf.get(pathname) ?? new Set()).add(owner));
          owners.add(owner);
          return sender.send(request);
        },
      };
    });
    const engines = senders.map((sender) => createTestEngine(db.database, { sender, lanesMax: 6 }));
    await Promise.all(engines.map((engine) => engine.start()));
    await eventually(allDelivered(ids.length));
    expect(deliveryIdsReceived().sort()).toEqual(ids.sort());
    for (const each of ownersOf.values()) expect(each.size).toBe(1);
    expect(owners.size).toBe(2);
  });

  test('a lease that was lost discards its results', async () => {
    const endpoint = await addEndpoint();
    const [id] = await add(endpoint, 1);
    await sql`insert into workers (id, host, pid, started_us) values (${endpoint.endpointId}, 'h', 1, 1)`.execute(
      db.database.kysely,
    );
    const claim = { workerId: endpoint.endpointId, nowUs: wallClockUs(), limit: 1, lanes: null };
    const [lease] = await claimLanes(db.database, claim);
    expect(await claimLanes(db.database, claim)).toEqual([]);
    await sql`delete from workers`.execute(db.database.kysely);
    const [next] = await claimLanes(db.database, { ...claim, workerId: randomUUID() });
    expect(next!.token).toBeGreaterThan(lease!.token);
    const settlement = {
      nowUs: wallClockUs(),
      deliveries: [
        {
          id: id!,
          attemptCount: 0,
          status: 'delivered' as const,
          reason: null,
          scheduleStep: 0,
          nextAttemptUs: null,
          deliveredUs: 1,
          attempt: null,
        },
      ],
      health: {
        hasSuccess: true,
        trailingFailures: 0,
        lastSuccessUs: 1,
        lastFailureUs: null,
        pausedUntilUs: null,
      },
      goneUrl: endpoint.url,
    };
    expect(await settleDeliveries(db.database, lease!, settlement)).toBe(false);
    expect(await getDelivery(db.database, id!)).toMatchObject({ status: 'pending', attempt_count: 0 });
    const { rows } = await sql`select is_enabled from webhook_endpoints`.execute(db.database.kysely);
    expect(rows).toEqual([{ is_enabled: true }]);
    expect(await settleDeliveries(db.database, next!, { ...settlement, goneUrl: null })).toBe(true);
    expect(await getDelivery(db.database, id!)).toMatchObject({ status: 'delivered' });
  });

  test('a worker that others declared dead drops its sends and goes on under a new name', async () => {
    const endpoint = await addEndpoint();
    receiver.respondWith(() => {});
    const [id] = await add(endpoint, 1);
    const engine = createTestEngine(db.database);
    await engine.tick();
    await receiver.received(1);
    const before = await getLane(db.database, endpoint);
    await sql`delete from workers`.execute(db.database.kysely);
    receiver.respondWith(answer(200));
    await engine.tick();
    await eventually(allDelivered(1));
    expect(deliveryIdsReceived()).toEqual([id, id]);
    expect(await getDelivery(db.database, id!)).toMatchObject({ attempt_count: 1 });
    expect((await getLane(db.database, endpoint)).lease_token).toBeGreaterThan(before.lease_token);
    expect(engine.log.lines).toContainEqual(
      expect.objectContaining({ level: 'error', message: 'this worker lost its lanes' }),
    );
  });

  test('a worker whose own lease ran out aborts its sends', async () => {
    const endpoint = await addEndpoint();
    const clock = new TestClock();
    let isAborted = false;
    receiver.respondWith((_, response) => {
      response.on('close', () => {
        isAborted = true;
      });
    });
    await add(endpoint, 1, { nowUs: clock.nowUs });
    const engine = createTestEngine(db.database, {
      clock: clock.wall,
      monotonicMs: clock.monotonic,
      timeoutMs: 60_000,
    });
    await engine.tick();
    await receiver.received(1);
    receiver.respondWith(answer(200));
    clock.nowMs += 10_000;
    await engine.tick();
    await eventually(async () => isAborted);
    await engine.tick();
    await eventually(allDelivered(1));
  });

  test('a silent worker is buried after 10 s by the clock of its observer, a beating one is not', async () => {
    const endpoint = await addEndpoint();
    await add(endpoint, 1);
    const clock = new TestClock();
    const [silent, beating] = [randomUUID(), randomUUID()];
    await sql`
      insert into workers (id, host, pid, started_us) values (${silent}, 'h', 1, 1), (${beating}, 'h', 2, 1)
    `.execute(db.database.kysely);
    await sql`update endpoint_lanes set lease_worker = ${silent}, lease_token = 7`.execute(
      db.database.kysely,
    );
    const engine = createTestEngine(db.database, { monotonicMs: clock.monotonic });
    for (let seconds = 0; seconds <= 10; seconds += 2) {
      expect((await getLane(db.database, endpoint)).lease_worker).toBe(silent);
      await sql`update workers set beat = beat + 1 where id = ${beating}`.execute(db.database.kysely);
      await engine.tick();
      clock.nowMs += 2_000;
    }
    await eventually(allDelivered(1));
    const { rows } = await sql<{ id: string }>`select id from workers`.execute(db.database.kysely);
    expect(rows.map((row) => row.id)).toContain(beating);
    expect(rows.map((row) => row.id)).not.toContain(silent);
  });

  test('a sole worker takes over at once what a killed one left', async () => {
    const endpoint = await addEndpoint();
    await add(endpoint, 1);
    const dead = randomUUID();
    await sql`insert into workers (id, host, pid, started_us) values (${dead}, 'h', 1, 1)`.execute(
      db.database.kysely,
    );
    await sql`update endpoint_lanes set lease_worker = ${dead}`.execute(db.database.kysely);
    const engine = createTestEngine(db.database, { monotonicMs: new TestClock().monotonic });
    await engine.start({ soleWorker: true });
    await eventually(allDelivered(1));
  });

  test('a process killed with kill -9 in the middle of its work loses nothing', async () => {
    const endpoints = await Promise.all(['/a', '/b', '/c'].map((path) => addEndpoint(path)));
    const ids: string[] = [];
    for (const endpoint of endpoints) ids.push(...(await add(endpoint, 300)));
    const doomed = await spawnWorker();
    await receiver.received(250);
    doomed.kill('SIGKILL');
    await once(doomed, 'exit');
    const counts = await countByStatus(db.database);
    expect(counts.pending).toBeGreaterThan(0);
    await spawnWorker();
    await eventually(allDelivered(ids.length), 25_000);
    expect(new Set(deliveryIdsReceived())).toEqual(new Set(ids));
  }, 60_000);
});

describe('wake-ups', () => {
  test('reach a worker in another process through NOTIFY', async () => {
    const endpoint = await addEndpoint();
    await spawnWorker();
    const log = createTestLog();
    const publisher = createWakeUpPublisher({ database: db.database, log });
    const [id] = await add(endpoint, 1);
    publisher.publish([endpoint]);
    await receiver.received(1);
    await publisher.close();
    await eventually(allDelivered(1));
    expect(deliveryIdsReceived()).toEqual([id]);
    expect(log.lines).toEqual([]);
  });

  test('that got lost are made up for by the sweep', async () => {
    const endpoint = await addEndpoint();
    await spawnWorker();
    await add(endpoint, 1);
    await receiver.received(1);
    await eventually(allDelivered(1));
  });

  test('are sent at once, then collected', async () => {
    const received: (readonly unknown[] | null)[] = [];
    const log = createTestLog();
    const listener = createWakeUpListener({
      database: db.database,
      log,
      onWake: (lanes) => received.push(lanes),
    });
    await listener.start();
    closers.push(() => listener.close());
    const publisher = createWakeUpPublisher({ database: db.database, log });
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
      database: db.database,
      log,
      onWake: (lanes) => received.push(lanes),
    });
    await listener.start();
    closers.push(() => listener.close());
    await sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and query = 'listen deliveries'
    `.execute(db.database.kysely);
    await eventually(async () => received.length === 2);
    expect(received).toEqual([null, null]);
    expect(log.lines).toMatchObject([
      { level: 'warn', message: 'listening for wake-ups failed; connecting again' },
    ]);
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
    await eventually(async () => connections >= 3);
    await listener.close();
    await new Promise((resolve) => server.close(resolve));
    expect(log.lines).toHaveLength(connections);
    expect(log.lines.map(({ fields }) => (fields as { waitMs: number }).waitMs)).toEqual(
      [100, 200, 400].slice(0, connections),
    );
  });
});

describe('drain', () => {
  test('waits for what is under way, settles it and gives the lanes back', async () => {
    const endpoint = await addEndpoint();
    const answers: (() => void)[] = [];
    receiver.respondWith((_, response) => void answers.push(() => response.end()));
    await add(endpoint, 40);
    const engine = createTestEngine(db.database);
    await engine.start();
    await receiver.received(16);
    const drained = engine.drain();
    for (const finish of answers) finish();
    await drained;
    expect(await countByStatus(db.database)).toEqual({ delivered: 16, pending: 24 });
    expect(await getLane(db.database, endpoint)).toMatchObject({ lease_worker: null });
    expect((await getLane(db.database, endpoint)).due_us).not.toBeNull();
    const { rows } = await sql`select id from workers`.execute(db.database.kysely);
    expect(rows).toEqual([]);
    receiver.respondWith(answer(200));
    const successor = createTestEngine(db.database);
    await successor.start();
    await eventually(allDelivered(40));
    expect(new Set(deliveryIdsReceived()).size).toBe(40);
    expect(receiver.requests).toHaveLength(40);
  });

  test('hands back what does not end in time, without counting an attempt', async () => {
    const endpoint = await addEndpoint();
    receiver.respondWith(() => {});
    const [id] = await add(endpoint, 1);
    const engine = createTestEngine(db.database, { drainMs: 50, timeoutMs: 60_000 });
    await engine.start();
    await receiver.received(1);
    await engine.drain();
    expect(await getDelivery(db.database, id!)).toMatchObject({ status: 'pending', attempt_count: 0 });
    expect(await getLane(db.database, endpoint)).toMatchObject({ lease_worker: null });
  });
});

describe('trouble with the database', () => {
  test('is logged and outlived: nothing is lost when connections break', async () => {
    const endpoint = await addEndpoint();
    await add(endpoint, 400);
    const engine = createTestEngine(db.database);
    await engine.start();
    for (const count of [50, 150, 250]) {
      await receiver.received(count);
      await sql`
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'
      `.execute(db.database.kysely);
    }
    await eventually(allDelivered(400));
  });
});
