import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../server/test/support/database.ts';
import { runSql } from '../server/test/support/database-server.ts';
import { runHubCommand, urlOf } from '../server/test/support/run-hub-command.ts';
import { Dashboard } from './support/dashboard.ts';
import { createDealer, Dealer } from './support/dealer.ts';
import { eventually } from './support/eventually.ts';
import { expectStatus } from './support/http-client.ts';
import { type HubProcess, startHub } from './support/hub-process.ts';
import { type Receiver, startReceiver } from './support/receiver.ts';
import type { Endpoint } from './support/shapes.ts';
import { isSignedWith } from './support/verifiers.ts';

const OLD = randomBytes(32).toString('base64');
const NEW = randomBytes(32).toString('base64');
const BOTH = { SECRET_KEY: NEW, SECRET_KEY_PREVIOUS: OLD };

const DEALERS = 3;
const ENDPOINTS_EACH = 6;
const START_MS_MAX = 120_000;
const WRITE_EVERY_MS = 40;

let testDatabase: TestDatabase;
let databaseUrl: string;
let apis: HubProcess[];
let workers: HubProcess[];
let receiver: Receiver;
let dealers: Dealer[];
/** Whoever signs a delivery to the path, by all secrets that hold at some time. */
const secretsOf = new Map<string, string[]>();
const endpoints: { readonly dealer: Dealer; readonly endpoint: Endpoint; readonly path: string }[] = [];
let writer: Writer;

/** Dealers who go on publishing while processes come and go. */
class Writer {
  /** Of each dealer, ids of the listings whose publishing was answered. */
  readonly published = new Map<Dealer, string[]>();
  readonly failures: unknown[] = [];
  #isStopping = false;
  #running: Promise<void>[] = [];

  start(): void {
    this.#running = dealers.map((dealer) => this.#run(dealer));
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await Promise.all(this.#running);
  }

  async #run(dealer: Dealer): Promise<void> {
    const mine: string[] = [];
    this.published.set(dealer, mine);
    for (let turn = 0; !this.#isStopping; turn += 1) {
      const hub = apis.filter((it) => it.isUp)[turn % 2] ?? apis.find((it) => it.isUp);
      if (hub !== undefined) {
        const listing = await through(hub, dealer)
          .newListing({ stock_number: `S-${turn}` })
          .catch((error: unknown) => this.#note(error));
        if (listing) mine.push(listing.id);
      }
      await delay(WRITE_EVERY_MS);
    }
  }

  /** A process that has stopped takes no connection; nothing else may fail. */
  #note(error: unknown): void {
    if (!(error instanceof TypeError && error.message === 'fetch failed')) this.failures.push(error);
  }
}

const through = (hub: HubProcess, { account, dashboard }: Dealer): Dealer =>
  new Dealer(hub, account, new Dashboard(hub, dashboard.cookie));

const rotate = (environment: Record<string, string>) =>
  runHubCommand(['secrets', 'rotate'], { DATABASE_URL: databaseUrl, ...environment });

/** One process after the other, so that one of each kind is always up. */
async function restartAll(settings: Record<string, string>): Promise<void> {
  for (const hub of [...workers, ...apis]) {
    hub.configure(settings);
    expect(await hub.stop()).toBe(0);
    await hub.start();
  }
}

const countByLayout = async (): Promise<Record<string, number>> => {
  const rows = await runSql<{ layout: number; count: number }>(
    testDatabase.connection,
    'select get_byte(secret, 0) as layout, count(*)::int from webhook_endpoints group by 1',
  );
  return Object.fromEntries(rows.map(({ layout, count }) => [layout, count]));
};

async function addEndpoint(dealer: Dealer): Promise<Endpoint> {
  const path = `/hook/${endpoints.length}`;
  const endpoint = await through(apis[0]!, dealer).newEndpoint(receiver.url(path));
  endpoints.push({ dealer, endpoint, path });
  secretsOf.set(path, [endpoint.signing_secret]);
  return endpoint;
}

async function arrivesEverywhere(): Promise<void> {
  for (const dealer of dealers) {
    const { id } = await through(apis[1]!, dealer).newListing();
    for (const { path } of endpoints.filter((it) => it.dealer === dealer)) {
      await eventually(`the listing arrives at ${path}`, () =>
        receiver.at(path).some((it) => it.event.data.object.id === id),
      );
    }
  }
}

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  databaseUrl = urlOf(testDatabase.connection);
  receiver = await startReceiver();
  const join = (ROLE: string) => startHub({ DATABASE_URL: databaseUrl, SECRET_KEY: OLD, ROLE });
  apis = [await join('api'), await join('api')];
  workers = [await join('worker'), await join('worker')];
  dealers = [];
  for (let index = 0; index < DEALERS; index += 1) dealers.push(await createDealer(apis[0]!));
  for (const dealer of dealers) {
    for (let index = 0; index < ENDPOINTS_EACH; index += 1) await addEndpoint(dealer);
  }
  writer = new Writer();
  writer.start();
}, START_MS_MAX);
afterAll(async () => {
  await writer?.stop();
  for (const hub of [...(apis ?? []), ...(workers ?? [])]) await hub.dispose();
  await receiver?.close();
  await testDatabase?.drop();
});

describe('while SECRET_KEY is rotated under load, step by step', { timeout: START_MS_MAX }, () => {
  it('nothing happens as long as a hub does not know the new key', async () => {
    const { exitCode, stderr } = await rotate({ SECRET_KEY: OLD, NEW_SECRET_KEY: NEW });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^error: hubs are running that don't know the new key \(watchtraderhub api keys/);
    expect(await countByLayout()).toEqual({ 1: DEALERS * ENDPOINTS_EACH });
  });

  it('hubs are restarted with both keys one by one, and deliver all the while', async () => {
    await restartAll(BOTH);
    await arrivesEverywhere();
    expect(await countByLayout()).toEqual({ 1: DEALERS * ENDPOINTS_EACH });
  });

  it('a rotation that is killed in the middle harms nothing', async () => {
    const blocker = new pg.Client(testDatabase.connection);
    await blocker.connect();
    await blocker.query('begin');
    // In the order of the rotation the last, so that a part is done before it.
    await blocker.query(`select 1 from webhook_endpoints where (dealer_id, id) =
      (select dealer_id, id from webhook_endpoints order by dealer_id desc, id desc limit 1) for update`);
    const cli = spawn(
      process.execPath,
      [join(import.meta.dirname, '../server/src/cli.ts'), 'secrets', 'rotate'],
      {
        env: { PATH: process.env.PATH, DATABASE_URL: databaseUrl, ...BOTH },
        stdio: 'inherit',
      },
    );
    try {
      const half = await eventually('it waits with a part done', async () => {
        const waiting = await runSql(
          testDatabase.connection,
          `select 1 from pg_stat_activity where datname = current_database()
           and application_name = 'watchtraderhub cli' and wait_event_type = 'Lock'`,
        );
        // Only now: a part that was done before it waits.
        const counts = await countByLayout();
        return waiting.length > 0 && counts[2] !== undefined && counts;
      });
      expect(half[2]).toBeGreaterThan(0);
      expect(half[1]).toBeGreaterThan(0);
    } finally {
      cli.kill('SIGKILL');
      await once(cli, 'exit');
      await blocker.query('rollback');
      await blocker.end();
    }
    await arrivesEverywhere();
    await addEndpoint(dealers[0]!);
    const rotated = endpoints[0]!;
    const { signing_secret } = expectStatus(
      await through(apis[1]!, rotated.dealer).dashboard.post<Endpoint>(
        `/webhook-endpoints/${rotated.endpoint.id}/rotate-secret`,
        {},
      ),
      200,
    );
    secretsOf.get(rotated.path)!.push(signing_secret);
    await arrivesEverywhere();
  });

  it('and without the key before, no hub starts on what it left', async () => {
    const alone = { DATABASE_URL: databaseUrl, ROLE: 'worker' };
    await expect(startHub({ ...alone, SECRET_KEY: NEW })).rejects.toThrow(
      'still encrypted with the key before',
    );
    await expect(startHub({ ...alone, SECRET_KEY: OLD })).rejects.toThrow('is not the key this database');
  });

  it('run again, it ends with everything under the new key', async () => {
    const { exitCode, stdout, stderr } = await rotate({ SECRET_KEY: OLD, NEW_SECRET_KEY: NEW });
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^the new key is in force; encrypted again: \d+ endpoints, 0 second factors$/m);
    // A hub that runs since before the rotation seals with the key in force, too.
    await addEndpoint(dealers[0]!);
    expect(await countByLayout()).toEqual({ 2: DEALERS * ENDPOINTS_EACH + 2 });
    await arrivesEverywhere();
  });

  it('hubs go on with the new key alone', async () => {
    // Their sessions are read as long as both keys are known.
    for (const dealer of dealers)
      expectStatus(await through(apis[0]!, dealer).dashboard.get('/integration'), 200);
    await writer.stop();
    await restartAll({ SECRET_KEY: NEW, SECRET_KEY_PREVIOUS: '' });
    const signedOut = await through(apis[0]!, dealers[0]!).dashboard.get('/integration');
    expect(signedOut.status).toBe(401);
  });

  it('every event has reached every endpoint once, signed with its own secret', async () => {
    expect(writer.failures).toEqual([]);
    for (const [index, dealer] of dealers.entries()) {
      const published = writer.published.get(dealer)!;
      expect(published.length).toBeGreaterThan(10);
      const first = endpoints.slice(index * ENDPOINTS_EACH, (index + 1) * ENDPOINTS_EACH);
      for (const { path } of first) {
        const arrived = () =>
          new Set(receiver.of('listing.published', path).map((it) => it.event.data.object.id));
        await eventually(`all have arrived at ${path}`, () => published.every((id) => arrived().has(id)));
      }
    }
    const badly = receiver.requests.filter(
      (it) => !secretsOf.get(it.path)!.some((secret) => isSignedWith(it, secret)),
    );
    expect(badly).toEqual([]);
    const ids = receiver.requests.map((it) => it.headers['wth-delivery-id']);
    expect(new Set(ids).size).toBe(ids.length);
    // All delivered at the first attempt: none has met a worker that could not read its secret.
    const rows = await runSql(
      testDatabase.connection,
      `select status, attempt_count from deliveries where status <> 'delivered' or attempt_count <> 1`,
    );
    expect(rows).toEqual([]);
    for (const hub of [...apis, ...workers]) expect(hub.output).not.toMatch(/"level":"(error|fatal)"/);
  });
});
