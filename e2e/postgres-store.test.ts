import { randomBytes } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import type { HubEvent } from '../sdk/src/index.ts';
import { createReceiver, type ReceiverProblem, type ReceiverStore } from '../sdk/src/receiver/index.ts';
import { Feed, newSecret, toWebhook } from '../sdk/test/support/feed.ts';
import { onDatabase, runSql } from '../server/test/support/database-server.ts';
import { createTemporaryFolder } from './support/temporary-folder.ts';

type NewStore = (pool: pg.Pool, locks: pg.Pool) => ReceiverStore;

const README = join(import.meta.dirname, '../sdk/README.md');
const SECRET = newSecret();
const CONNECTIONS = 2;

const server = inject('testServer');
const database = `wth_store_${randomBytes(6).toString('hex')}`;
let folder: string;
let postgresStore: NewStore;
let pools: { readonly pool: pg.Pool; readonly locks: pg.Pool };
const opened: pg.Pool[] = [];

beforeAll(async () => {
  const readme = await readFile(README, 'utf8');
  const tables = /```sql\n(.*?)```/s.exec(readme)![1]!;
  const program = [...readme.matchAll(/```ts\n(.*?)```/gs)].find(([text]) => text.includes('postgresStore'))!;
  folder = await createTemporaryFolder();
  await writeFile(join(folder, 'postgres-store.ts'), program[1]!);
  ({ postgresStore } = await import(pathToFileURL(join(folder, 'postgres-store.ts')).href));
  await runSql(server, `create database ${database}`);
  await runSql(onDatabase(server, database), tables);
});

beforeEach(async () => {
  await runSql(onDatabase(server, database), 'truncate wth_resources, wth_worlds');
  pools = { pool: newPool(), locks: newPool() };
});

afterAll(async () => {
  for (const pool of opened) await pool.end();
  await runSql(server, `drop database ${database}`);
  await rm(folder, { recursive: true });
});

function newPool(): pg.Pool {
  const pool = new pg.Pool({ ...onDatabase(server, database), max: CONNECTIONS });
  opened.push(pool);
  return pool;
}

function newReceiver({ pool, locks }: typeof pools, handle: (event: HubEvent) => unknown) {
  const problems: ReceiverProblem[] = [];
  const receiver = createReceiver({
    secrets: SECRET,
    store: postgresStore(pool, locks),
    handle,
    onProblem: (problem) => problems.push(problem),
  });
  const deliver = async (event: HubEvent) =>
    (await receiver.receive(await toWebhook(event, SECRET))).body.replace(/\W|outcome/g, '');
  return { deliver, problems, stop: () => receiver.stop() };
}

describe('the store on PostgreSQL that the README shows', () => {
  it('takes more webhooks at once than it has connections, and remembers each', async () => {
    const feed = new Feed();
    const events = Array.from({ length: 10 * CONNECTIONS }, () => feed.change());
    const shop = newReceiver(pools, () => pools.pool.query('select 1'));
    const outcomes = () => Promise.all(events.map(shop.deliver));
    expect(new Set(await outcomes())).toEqual(new Set(['handled']));
    expect(new Set(await outcomes())).toEqual(new Set(['duplicate']));
    expect(await postgresStore(pools.pool, pools.locks).getSequence(true)).toBe(events.length);
    shop.stop();
  });

  it('lets one process at a time work on a resource', async () => {
    const feed = new Feed();
    const id = '0b1c5a52-6a3f-4f0e-9f3c-2d7c3f1f7a10';
    const [older, newer] = [feed.change({ id, version: 1 }), feed.change({ id, version: 2 })];
    const versions: number[] = [];
    let underWay = 0;
    const handle = async (event: HubEvent) => {
      underWay += 1;
      expect(underWay).toBe(1);
      await pools.pool.query('select pg_sleep(0.1)');
      versions.push((event as typeof older).data.object.version);
      underWay -= 1;
    };
    const processes = [
      newReceiver(pools, handle),
      newReceiver({ pool: newPool(), locks: newPool() }, handle),
    ];
    const deliveries = [older, newer, older, newer].map((event, index) =>
      processes[index % 2]!.deliver(event),
    );
    expect((await Promise.all(deliveries)).filter((it) => it === 'handled')).toHaveLength(versions.length);
    expect(versions).toEqual([...new Set(versions)].sort());
    expect(versions.at(-1)).toBe(2);
    for (const it of processes) it.stop();
  });

  it('parts with a connection that broke, and keeps as many as before', async () => {
    const feed = new Feed();
    const kill = `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and database =
      (select oid from pg_database where datname = current_database())`;
    let isKilling = true;
    const gone = new Promise((resolve) => pools.locks.once('remove', resolve));
    const shop = newReceiver(pools, () => (isKilling ? pools.pool.query(kill) : null));
    for (let count = 0; count < 2 * CONNECTIONS; count += 1) {
      expect(await shop.deliver(feed.change())).toBe('handled');
    }
    await gone;
    isKilling = false;
    const events = Array.from({ length: 2 * CONNECTIONS }, () => feed.change());
    expect(new Set(await Promise.all(events.map(shop.deliver)))).toEqual(new Set(['handled']));
    expect(shop.problems).toEqual([]);
    shop.stop();
  });
});
