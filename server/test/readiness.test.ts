import { afterEach, beforeEach, expect, test } from 'vitest';
import { createReadiness } from '../src/readiness.ts';
import { openDatabase } from '../src/storage/database.ts';
import { readMigrations } from '../src/storage/migration-files.ts';
import { createTestDatabase, type TestDatabase } from './support/database.ts';
import { proxyTo } from './support/database-proxy.ts';

let db: TestDatabase;
beforeEach(async () => {
  db = await createTestDatabase();
});
afterEach(() => db.drop());

const insert = (breaksBefore: number | null) =>
  db.database.pool.query(
    `insert into schema_migrations (number, name, checksum, breaks_before, applied_at)
     values (9000, '9000-later', '', $1, clock_timestamp())`,
    [breaksBefore],
  );

test('a process is ready on the schema of its build, and on a newer one that does not break it', async () => {
  const find = await createReadiness(db.database);
  expect(await find()).toBeNull();
  await insert(null);
  expect(await find()).toBeNull();
});

test('a process that a newer migration breaks is not ready, and says which', async () => {
  const find = await createReadiness(db.database);
  await insert(9000);
  expect(await find()).toContain("migration 9000-later, with which this build can't work");
});

test('a process whose migrations are pending is not ready, and says which', async () => {
  const find = await createReadiness(db.database);
  const { name, number } = (await readMigrations()).at(-1)!;
  await db.database.pool.query('delete from schema_migrations where number = $1', [number]);
  expect(await find()).toBe(`migrations are pending: ${name}`);
});

test('a process whose database falls silent is not ready, and is again when it answers', async () => {
  const { proxy, connection } = await proxyTo(db.connection);
  const database = openDatabase({
    connection,
    poolSize: 1,
    applicationName: 'test',
    onError() {},
  });
  const find = await createReadiness(database, 200);
  await database.pool.query('select 1');
  proxy.cut('silence');
  const answers = await Promise.all([find(), find(), find()]);
  expect(new Set(answers)).toEqual(new Set(['the database did not answer within 200 ms']));
  expect(database.pool.waitingCount).toBe(0);
  proxy.heal();
  const patient = await createReadiness(database, 30_000);
  expect(await patient()).toBeNull();
  await database.close();
  await proxy.close();
});
