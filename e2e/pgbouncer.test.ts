import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runSql } from '../server/test/support/database-server.ts';
import { EventReader } from '../server/test/support/event-reader.ts';
import { Api } from './support/api.ts';
import { createDealer, type Dealer } from './support/dealer.ts';
import { readDatabaseUrl } from './support/embedded-postgres.ts';
import { eventually } from './support/eventually.ts';
import { expectLimit } from './support/flood.ts';
import { type HubProcess, startHub } from './support/hub-process.ts';
import { describeWithPgbouncer, type Pgbouncer, startPgbouncer } from './support/pgbouncer.ts';
import { type Receiver, startReceiver } from './support/receiver.ts';
import type { Order } from './support/shapes.ts';

/** Of a handful of processes, on a machine that runs other suites beside it. */
const START_MS_MAX = 120_000;
const RATE_LIMIT = 300;
/** Fewer than the processes' own pools together, so that their transactions take turns on each. */
const SERVER_CONNECTIONS = 4;
/** Of the process that brings the server. */
const DIRECT_CONNECTIONS = 2;
const BUYERS = 60;

const SHARED = { SECRET_KEY: randomBytes(32).toString('base64'), RATE_LIMIT_PER_MINUTE: String(RATE_LIMIT) };

describeWithPgbouncer('through pgbouncer in transaction mode', () => {
  let sessionUrl: string;
  let pgbouncer: Pgbouncer;
  let apis: [HubProcess, HubProcess];
  let receiver: Receiver;
  const started: HubProcess[] = [];

  const join = async (role: 'api' | 'worker'): Promise<HubProcess> => {
    const hub = await startHub({
      ...SHARED,
      ROLE: role,
      DATABASE_URL: pgbouncer.url,
      DATABASE_SESSION_URL: sessionUrl,
    });
    started.push(hub);
    return hub;
  };

  beforeAll(async () => {
    const postgres = await startHub({ ...SHARED, ROLE: 'api', DB_POOL_SIZE: String(DIRECT_CONNECTIONS) });
    started.push(postgres);
    sessionUrl = await readDatabaseUrl(postgres.dataDir);
    pgbouncer = await startPgbouncer({ databaseUrl: sessionUrl, poolSize: SERVER_CONNECTIONS });
    apis = [await join('api'), await join('api')];
    await join('worker');
    await join('worker');
    receiver = await startReceiver();
  }, START_MS_MAX);
  afterAll(async () => {
    await receiver?.close();
    const [postgres, ...others] = started;
    for (const hub of others) await hub.dispose();
    await pgbouncer?.dispose();
    await postgres?.dispose();
  });

  const newDealer = async (path: string): Promise<{ dealer: Dealer; both: [Api, Api] }> => {
    const dealer = await createDealer(apis[0]);
    await dealer.newEndpoint(receiver.url(path));
    const { key } = await dealer.newKey('live');
    return { dealer, both: [new Api(apis[0], key), new Api(apis[1], key)] };
  };

  const typesAt = (path: string): string[] => receiver.at(path).map((it) => it.event.type);

  it('a watch is published, ordered, given back and delivered, and the stream tells of it', async () => {
    const { dealer, both } = await newDealer('/flow');
    const reader = await EventReader.open(`${apis[1].origin}/v1/events/stream`, { key: both[0].key });
    const listing = await dealer.newListing();
    const body = { line_items: [{ listing_id: listing.id }] };
    const first = await both[0].post<Order>('/orders', body, 'once');
    expect(first.status).toBe(201);
    expect((await both[1].post('/orders', body, 'once')).text).toBe(first.text);
    expect((await both[1].post(`/orders/${first.body.id}/cancel`)).status).toBe(200);
    const types = [
      'listing.published',
      'order.received',
      'listing.sold',
      'order.cancelled',
      'listing.in_stock',
    ];
    await eventually('its events have been delivered', () => typesAt('/flow').length === types.length);
    expect(typesAt('/flow').sort()).toEqual(types.toSorted());
    await reader.until(() => reader.sequences.length === types.length);
    expect(reader.sequences).toEqual([1, 2, 3, 4, 5]);
    await reader.cut();
  });

  it('of many orders for one watch through both processes one wins, on a few connections', async () => {
    const { dealer, both } = await newDealer('/race');
    const listing = await dealer.newListing();
    const body = { line_items: [{ listing_id: listing.id }] };
    const answers = await Promise.all(
      Array.from({ length: BUYERS }, (_, index) => both[index % 2]!.post('/orders', body)),
    );
    expect(answers.filter((it) => it.status === 201)).toHaveLength(1);
    expect(answers.filter((it) => it.code === 'listing_unavailable')).toHaveLength(BUYERS - 1);
    const rows = await runSql<{ count: string }>(
      { connectionString: sessionUrl },
      `select count(*) from pg_stat_activity
       where application_name ~ '^watchtraderhub' and query <> 'listen deliveries'`,
    );
    expect(Number(rows[0]!.count)).toBeLessThanOrEqual(SERVER_CONNECTIONS + DIRECT_CONNECTIONS);
  });

  it('the rate limit holds over both processes', async () => {
    const { both } = await newDealer('/limit');
    await expectLimit(RATE_LIMIT, both);
  });

  it('each worker listens for wake-ups on a session of its own', async () => {
    const listening = await runSql(
      { connectionString: sessionUrl },
      `select 1 from pg_stat_activity where query = 'listen deliveries' and application_name like 'watchtraderhub worker%'`,
    );
    expect(listening).toHaveLength(2);
  });

  it('a restart of pgbouncer costs no order, no event and no delivery', async () => {
    const { dealer, both } = await newDealer('/restart');
    const listings = await Promise.all(Array.from({ length: 6 }, () => dealer.newListing()));
    await both[0].order(listings[0]!);
    await pgbouncer.stop();
    expect((await fetch(`${apis[0].origin}/readyz`)).status).toBe(503);
    expect((await both[0].post('/orders', { line_items: [{ listing_id: listings[1]!.id }] })).status).toBe(
      503,
    );
    await pgbouncer.start();
    for (const [index, listing] of listings.entries()) if (index > 0) await both[index % 2]!.order(listing);
    const expected = listings.length * 3;
    const heard = () => new Set(receiver.at('/restart').map((it) => it.event.id)).size;
    await eventually('all events have been delivered', () => heard() === expected, 30_000);
    expect(await both[0].events()).toHaveLength(expected);
  });

  it('a role without timeouts of its own is warned of, and one that has them is not', async () => {
    expect(apis[0].output).toContain('"missing":["idle_in_transaction_session_timeout","statement_timeout"]');
    const role = 'alter role watchtraderhub';
    for (const sql of [
      `${role} set statement_timeout = '30s'`,
      `${role} set idle_in_transaction_session_timeout = '10s'`,
    ]) {
      await runSql({ connectionString: sessionUrl }, sql);
    }
    await pgbouncer.stop();
    await pgbouncer.start();
    const other = await join('api');
    expect(other.output).not.toContain('"missing"');
  });

  it.each(['', 'ignore_startup_parameters = lock_timeout'])(
    'a start that knows only the pooler is refused with a clear error (%s)',
    async (settings) => {
      const other = await startPgbouncer({ databaseUrl: sessionUrl, poolSize: 2, settings });
      try {
        const start = startHub({ ...SHARED, ROLE: 'api', DATABASE_URL: other.url });
        await expect(start).rejects.toThrow(
          /error: migrations need a session, .*: set DATABASE_SESSION_URL to PostgreSQL itself/,
        );
      } finally {
        await other.dispose();
      }
    },
  );
});
