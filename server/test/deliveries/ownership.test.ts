import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { findProcessScope } from '../../src/deliveries/process-scope.ts';
import { createSender } from '../../src/deliveries/sender.ts';
import { claimLanes } from '../../src/storage/lanes.ts';
import { settleDeliveries } from '../../src/storage/settle-deliveries.ts';
import { countByStatus, eventually, getDelivery, getLane, wallClockUs } from '../support/delivery-world.ts';
import { answer } from '../support/receiver.ts';
import { createTestEngine, TestClock } from '../support/test-engine.ts';
import { useWorkerWorld } from '../support/worker-world.ts';

const world = useWorkerWorld();

describe('order', () => {
  test('events of one resource arrive one after the other, in their order', async () => {
    const endpoint = await world.addEndpoint();
    const resources = Array.from({ length: 5 }, () => randomUUID());
    const busy = new Set<string>();
    let overlaps = 0;
    world.receiver.respondWith((request, response) => {
      const { data } = JSON.parse(request.body) as { data: { object: { id: string } } };
      if (busy.has(data.object.id)) overlaps += 1;
      busy.add(data.object.id);
      setImmediate(() => {
        busy.delete(data.object.id);
        response.end();
      });
    });
    await world.add(endpoint, 300, { resourceOf: (index: number) => resources[index % 5]! });
    const engine = createTestEngine(world.db.database);
    await engine.start();
    await eventually(world.allDelivered(300));
    expect(overlaps).toBe(0);
    const last = new Map<string, number>();
    for (const { body } of world.receiver.requests) {
      const event = JSON.parse(body) as { sequence: number; data: { object: { id: string } } };
      expect(event.sequence).toBeGreaterThan(last.get(event.data.object.id) ?? 0);
      last.set(event.data.object.id, event.sequence);
    }
  });

  test('a failing event lets the later ones of other resources pass', async () => {
    const endpoint = await world.addEndpoint();
    world.receiver.respondWith((request, response) => {
      const { sequence } = JSON.parse(request.body) as { sequence: number };
      response.writeHead(sequence % 2 === 0 ? 500 : 200).end();
    });
    await world.add(endpoint, 20);
    const engine = createTestEngine(world.db.database);
    await engine.start();
    await eventually(world.allDelivered(10));
  });
});

describe('isolation', () => {
  test('an endpoint that never answers delays no other', async () => {
    const [slow, ...quick] = await Promise.all(
      ['/slow', '/a', '/b', '/c'].map((path) => world.addEndpoint(path)),
    );
    world.receiver.respondWith((request, response) => {
      if (request.path !== '/slow') response.end();
    });
    await world.add(slow!, 50);
    for (const endpoint of quick) await world.add(endpoint, 50);
    const engine = createTestEngine(world.db.database, { timeoutMs: 60_000, drainMs: 100 });
    await engine.start();
    await eventually(world.allDelivered(150));
    expect(world.receiver.requests.filter((request) => request.path === '/slow')).toHaveLength(16);
  });

  test('one slow answer holds up nothing but its own resource', async () => {
    const endpoint = await world.addEndpoint();
    let isFirst = true;
    world.receiver.respondWith((_, response) => {
      if (!isFirst) response.end();
      isFirst = false;
    });
    await world.add(endpoint, 200);
    const engine = createTestEngine(world.db.database, { timeoutMs: 60_000, drainMs: 100 });
    await engine.start();
    await eventually(world.allDelivered(199));
  });

  test('requests under way are bounded for the process, and endpoints take turns', async () => {
    const endpoints = await Promise.all(['/a', '/b', '/c', '/d'].map((path) => world.addEndpoint(path)));
    let underWay = 0;
    let most = 0;
    // Nobody is answered before all four lanes are owned, so that none of them can come late to its turn.
    const held: (() => void)[] = [];
    let areAllOwned = false;
    world.receiver.respondWith((_, response) => {
      underWay += 1;
      most = Math.max(most, underWay);
      const finish = () => {
        underWay -= 1;
        response.end();
      };
      if (areAllOwned) setImmediate(finish);
      else held.push(finish);
    });
    for (const endpoint of endpoints) await world.add(endpoint, 100);
    const engine = createTestEngine(world.db.database, { inFlightMax: 3 });
    await engine.start();
    await eventually(async () => (await world.countOwnedLanes()) === 4);
    areAllOwned = true;
    for (const finish of held.splice(0)) finish();
    await eventually(world.allDelivered(400));
    expect(most).toBeLessThanOrEqual(3);
    const firstHalf = world.receiver.requests.slice(0, 200).map((request) => request.path);
    for (const path of ['/a', '/b', '/c', '/d']) {
      expect(firstHalf.filter((each) => each === path).length, path).toBeGreaterThan(10);
    }
  });
});

describe('ownership', () => {
  test('two workers on one database deliver everything once, with one owner per endpoint', async () => {
    const endpoints = await Promise.all(
      Array.from({ length: 12 }, (_, index) => world.addEndpoint(`/${index}`)),
    );
    const ids = (await Promise.all(endpoints.map((endpoint) => world.add(endpoint, 60)))).flat();
    const ownersOf = new Map<string, Set<number>>();
    // Nobody is answered before both have begun, so that neither can have done everything.
    const held: (() => void)[] = [];
    const owners = new Set<number>();
    world.receiver.respondWith((_, response) => {
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
    const engines = senders.map((sender) => createTestEngine(world.db.database, { sender, lanesMax: 6 }));
    await Promise.all(engines.map((engine) => engine.start()));
    await eventually(world.allDelivered(ids.length));
    expect(world.deliveryIdsReceived().sort()).toEqual(ids.sort());
    for (const each of ownersOf.values()) expect(each.size).toBe(1);
    expect(owners.size).toBe(2);
  });

  test('a lease that was lost discards its results', async () => {
    const endpoint = await world.addEndpoint();
    const [id] = await world.add(endpoint, 1);
    await sql`insert into workers (id, host, pid, started_us) values (${endpoint.endpointId}, 'h', 1, 1)`.execute(
      world.db.database.kysely,
    );
    const claim = { workerId: endpoint.endpointId, nowUs: wallClockUs(), limit: 1, lanes: null };
    const [first] = await claimLanes(world.db.database, claim);
    const lease = first?.lease;
    expect(await claimLanes(world.db.database, claim)).toEqual([]);
    await sql`delete from workers`.execute(world.db.database.kysely);
    const [second] = await claimLanes(world.db.database, { ...claim, workerId: randomUUID() });
    const next = second?.lease;
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
        failingSinceUs: null,
        lastSuccessUs: 1,
        lastFailureUs: null,
        pausedUntilUs: null,
      },
      goneUrl: endpoint.url,
      pacedUntilUs: 0,
    };
    expect(await settleDeliveries(world.db.database, lease!, settlement)).toBe(false);
    expect(await getDelivery(world.db.database, id!)).toMatchObject({ status: 'pending', attempt_count: 0 });
    const { rows } = await sql`select is_enabled from webhook_endpoints`.execute(world.db.database.kysely);
    expect(rows).toEqual([{ is_enabled: true }]);
    expect(await settleDeliveries(world.db.database, next!, { ...settlement, goneUrl: null })).toBe(true);
    expect(await getDelivery(world.db.database, id!)).toMatchObject({ status: 'delivered' });
  });

  test('a worker that others declared dead drops its sends and goes on under a new name', async () => {
    const endpoint = await world.addEndpoint();
    world.receiver.respondWith(() => {});
    const [id] = await world.add(endpoint, 1);
    const engine = createTestEngine(world.db.database);
    await engine.tick();
    await world.receiver.received(1);
    const before = await getLane(world.db.database, endpoint);
    await sql`delete from workers`.execute(world.db.database.kysely);
    world.receiver.respondWith(answer(200));
    await engine.tick();
    await eventually(world.allDelivered(1));
    expect(world.deliveryIdsReceived()).toEqual([id, id]);
    expect(await getDelivery(world.db.database, id!)).toMatchObject({ attempt_count: 1 });
    expect((await getLane(world.db.database, endpoint)).lease_token).toBeGreaterThan(before.lease_token);
    expect(engine.log.lines).toContainEqual(
      expect.objectContaining({ level: 'error', message: 'this worker lost its lanes' }),
    );
  });

  test('a worker whose own lease ran out aborts its sends', async () => {
    const endpoint = await world.addEndpoint();
    const clock = new TestClock();
    let isAborted = false;
    world.receiver.respondWith((_, response) => {
      response.on('close', () => {
        isAborted = true;
      });
    });
    await world.add(endpoint, 1, { nowUs: clock.nowUs });
    const engine = createTestEngine(world.db.database, {
      clock: clock.wall,
      monotonicMs: clock.monotonic,
      timeoutMs: 60_000,
    });
    await engine.tick();
    await world.receiver.received(1);
    world.receiver.respondWith(answer(200));
    clock.nowMs += 10_000;
    await engine.tick();
    await eventually(async () => isAborted);
    // The round that finds the abandoned lane may be this one or, when its end is not noticed yet, the next.
    const isDelivered = world.allDelivered(1);
    await eventually(async () => {
      await engine.tick();
      return await isDelivered();
    });
  });

  test('a lane that is lost to somebody else, or deleted, aborts its sends', async () => {
    for (const loss of [
      sql`update endpoint_lanes set lease_token = lease_token + 1`,
      sql`delete from webhook_endpoints`,
    ]) {
      const endpoint = await world.addEndpoint();
      const arrived = world.receiver.requests.length;
      let isAborted = false;
      world.receiver.respondWith((_, response) => {
        response.on('close', () => {
          isAborted = true;
        });
      });
      await world.add(endpoint, 1);
      const engine = createTestEngine(world.db.database, { timeoutMs: 60_000 });
      await engine.tick();
      await world.receiver.received(arrived + 1);
      await loss.execute(world.db.database.kysely);
      await engine.tick();
      await eventually(async () => isAborted);
      await engine.drain();
    }
  });

  test('a silent worker is buried after 10 s by the clock of its observer, a beating one is not', async () => {
    const endpoint = await world.addEndpoint();
    await world.add(endpoint, 1);
    const clock = new TestClock();
    const [silent, beating] = [randomUUID(), randomUUID()];
    await sql`
      insert into workers (id, host, pid, started_us) values (${silent}, 'h', 1, 1), (${beating}, 'h', 2, 1)
    `.execute(world.db.database.kysely);
    await sql`update endpoint_lanes set lease_worker = ${silent}, lease_token = 7`.execute(
      world.db.database.kysely,
    );
    const engine = createTestEngine(world.db.database, { monotonicMs: clock.monotonic });
    for (let seconds = 0; seconds <= 10; seconds += 2) {
      expect((await getLane(world.db.database, endpoint)).lease_worker).toBe(silent);
      await sql`update workers set beat = beat + 1 where id = ${beating}`.execute(world.db.database.kysely);
      await engine.tick();
      clock.nowMs += 2_000;
    }
    await eventually(world.allDelivered(1));
    const { rows } = await sql<{ id: string }>`select id from workers`.execute(world.db.database.kysely);
    expect(rows.map((row) => row.id)).toContain(beating);
    expect(rows.map((row) => row.id)).not.toContain(silent);
  });

  test('a sole worker takes over at once what a killed one left', async () => {
    const endpoint = await world.addEndpoint();
    await world.add(endpoint, 1);
    const dead = randomUUID();
    await sql`insert into workers (id, host, pid, started_us) values (${dead}, 'h', 1, 1)`.execute(
      world.db.database.kysely,
    );
    await sql`update endpoint_lanes set lease_worker = ${dead}`.execute(world.db.database.kysely);
    const engine = createTestEngine(world.db.database, { monotonicMs: new TestClock().monotonic });
    await engine.start({ soleWorker: true });
    await eventually(world.allDelivered(1));
  });

  test('what a killed process left is taken over at once on the same machine, and a live one is left alone', async () => {
    const endpoint = await world.addEndpoint();
    world.receiver.respondWith(() => {});
    await world.add(endpoint, 1);
    const doomed = await world.spawnWorker();
    await world.receiver.received(1);
    doomed.kill('SIGKILL');
    await once(doomed, 'exit');
    const live = randomUUID();
    await sql`
      insert into workers (id, host, pid, started_us) values (${live}, ${findProcessScope()}, ${process.pid}, 1)
    `.execute(world.db.database.kysely);
    world.receiver.respondWith(answer(200));
    // Its clock stands still: no lease runs out.
    const engine = createTestEngine(world.db.database, { monotonicMs: new TestClock().monotonic });
    await engine.tick();
    await eventually(world.allDelivered(1));
    const { rows } = await sql<{ id: string }>`select id from workers`.execute(world.db.database.kysely);
    expect(new Set(rows.map((row) => row.id))).toEqual(new Set([engine.workerId, live]));
  });

  test('a process killed with kill -9 in the middle of its work loses nothing', async () => {
    const endpoints = await Promise.all(['/a', '/b', '/c'].map((path) => world.addEndpoint(path)));
    const ids: string[] = [];
    for (const endpoint of endpoints) ids.push(...(await world.add(endpoint, 300)));
    const doomed = await world.spawnWorker();
    await world.receiver.received(250);
    doomed.kill('SIGKILL');
    await once(doomed, 'exit');
    const counts = await countByStatus(world.db.database);
    expect(counts.pending).toBeGreaterThan(0);
    await world.spawnWorker();
    await eventually(world.allDelivered(ids.length), 25_000);
    expect(new Set(world.deliveryIdsReceived())).toEqual(new Set(ids));
  }, 60_000);
});
