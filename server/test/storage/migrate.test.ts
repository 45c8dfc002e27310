import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { migrate } from '../../src/storage/migrate.ts';
import { readMigrations } from '../../src/storage/migration-files.ts';
import { compareSchema } from '../../src/storage/schema-fit.ts';
import { inTransaction } from '../../src/storage/transaction.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

const run = promisify(execFile);

let testDatabase: TestDatabase;
let folder: string;

beforeEach(async () => {
  testDatabase = await createTestDatabase({ empty: true });
  folder = await mkdtemp(join(tmpdir(), 'wth-migrations-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
  await testDatabase.drop();
});

const migrateFolder = () => migrate(testDatabase.connection, { folder });
const listPending = async () => {
  const { pending } = await compareSchema(testDatabase.database.pool, await readMigrations(folder));
  return pending.map(({ name }) => name);
};

async function add(files: Record<string, string>): Promise<void> {
  for (const [file, sql] of Object.entries(files)) await writeFile(join(folder, file), sql);
}

async function select<Row>(sql: string): Promise<Row[]> {
  return (await testDatabase.database.pool.query(sql)).rows as Row[];
}

describe('migrate', () => {
  test('applies what is missing in the order of the numbers, once', async () => {
    await add({
      '0002-second.sql': 'insert into steps values (2); alter table steps add n int;',
      '0001-first.sql': 'create table steps (step int); insert into steps values (1);',
    });
    expect(await listPending()).toEqual(['0001-first', '0002-second']);
    expect(await migrateFolder()).toEqual(['0001-first', '0002-second']);
    expect(await migrateFolder()).toEqual([]);
    await add({ '0003-third.sql': 'insert into steps values (3, 3);' });
    expect(await listPending()).toEqual(['0003-third']);
    expect(await migrateFolder()).toEqual(['0003-third']);
    expect(await listPending()).toEqual([]);
    expect(await select('select step from steps order by step')).toEqual([
      { step: 1 },
      { step: 2 },
      { step: 3 },
    ]);
  });

  test('a failing migration leaves nothing behind, keeps the ones before it, and is retried', async () => {
    await add({
      '0001-good.sql': 'create table good ();',
      '0002-bad.sql': 'create table half (); select 1 / 0;',
      '0003-never.sql': 'create table never ();',
    });
    await expect(migrateFolder()).rejects.toThrow('migration 0002-bad failed: division by zero');
    const tables = `select to_regclass('good') is not null as good, to_regclass('half') as half, to_regclass('never') as never`;
    expect(await select(tables)).toEqual([{ good: true, half: null, never: null }]);
    expect(await listPending()).toEqual(['0002-bad', '0003-never']);
    await add({ '0002-bad.sql': 'create table half ();' });
    expect(await migrateFolder()).toEqual(['0002-bad', '0003-never']);
  });

  test('of several processes that start at once one migrates, and all go on when it is done', async () => {
    await add({
      '0001-slow.sql':
        'create table runs (pid int); insert into runs values (pg_backend_pid()); select pg_sleep(0.5);',
      '0002-more.sql': 'insert into runs values (pg_backend_pid());',
      // Waits for every older snapshot on the database, the waiting processes' ones included.
      '0003-index.sql': '-- no transaction\ncreate index concurrently runs_pid on runs (pid);',
    });
    const script = join(import.meta.dirname, 'migrate-process.ts');
    const argument = JSON.stringify({ connection: testDatabase.connection, folder });
    const outputs = await Promise.all(
      Array.from({ length: 4 }, () =>
        run(process.execPath, [script, argument]).then(({ stdout }) => JSON.parse(stdout)),
      ),
    );
    expect(outputs.flat().sort()).toEqual(['0001-slow', '0002-more', '0003-index']);
    expect(outputs.filter((applied) => applied.length > 0)).toHaveLength(1);
    expect(await select('select count(*) as rows, count(distinct pid) as pids from runs')).toEqual([
      { rows: 2, pids: 1 },
    ]);
  });

  describe('a database that a newer build has migrated', () => {
    const OLD = { '0001-a.sql': 'create table a ();', '0002-b.sql': 'create table b ();' };

    /** Applies the newer build's migration and takes it away again. */
    async function migrateAhead(sql: string): Promise<void> {
      await add({ ...OLD, '0003-ahead.sql': sql });
      await migrateFolder();
      await rm(join(folder, '0003-ahead.sql'));
    }

    test('serves an older build, which leaves it as it is', async () => {
      await migrateAhead('create table ahead ();');
      expect(await migrateFolder()).toEqual([]);
      expect(await listPending()).toEqual([]);
    });

    test('serves the builds that a breaking migration does not break', async () => {
      await migrateAhead('-- breaks builds before 0002\ndrop table a;');
      expect(await migrateFolder()).toEqual([]);
      expect(await listPending()).toEqual([]);
    });

    test('is refused by a build that a breaking migration breaks, and left as it is', async () => {
      await migrateAhead('-- What nobody reads any more.\n-- breaks builds before 0003\ndrop table b;');
      const refusal = "the database has migration 0003-ahead, with which this build can't work";
      await expect(migrateFolder()).rejects.toThrow(refusal);
      await expect(listPending()).rejects.toThrow(refusal);
      expect(await select('select count(*) as count from schema_migrations')).toEqual([{ count: 3 }]);
    });

    test('is refused when it has another migration under a number of this build', async () => {
      await add(OLD);
      await migrateFolder();
      await rm(join(folder, '0002-b.sql'));
      await add({ '0002-other.sql': 'create table other ();' });
      const refusal = 'the database has migration 0002-b where this build has 0002-other';
      await expect(migrateFolder()).rejects.toThrow(refusal);
    });
  });

  test('a database of the time before migrations could break builds is migrated like any other', async () => {
    await add({ '0001-first.sql': 'create table first ();' });
    await migrateFolder();
    await select('alter table schema_migrations drop column breaks_before');
    expect(await listPending()).toEqual([]);
    await add({ '0002-second.sql': '-- breaks builds before 0002\ncreate table second ();' });
    expect(await migrateFolder()).toEqual(['0002-second']);
    expect(await select('select number, breaks_before from schema_migrations order by number')).toEqual([
      { number: 1, breaks_before: null },
      { number: 2, breaks_before: 2 },
    ]);
  });

  test('a migration gives way to a transaction that holds its table, and is applied after it', async () => {
    await add({ '0001-first.sql': 'create table busy ();' });
    await migrateFolder();
    await add({ '0002-second.sql': 'alter table busy add column more int;' });
    const logged: string[] = [];
    let migrated: Promise<string[]> | undefined;
    await inTransaction(testDatabase.database, async (trx) => {
      await sql`select from busy`.execute(trx);
      await new Promise<void>((resolve) => {
        const onLog = (message: string) => {
          logged.push(message);
          resolve();
        };
        migrated = migrate(testDatabase.connection, { folder, onLog, lockTimeoutMs: 20 });
      });
      expect(logged).toEqual(['a migration gave way to a transaction that holds its tables; trying again']);
      // Somebody who comes later does not wait behind it.
      expect(await select('select count(*) as count from busy')).toEqual([{ count: 0 }]);
    });
    expect(await migrated).toEqual(['0002-second']);
  });

  test('a migration that was edited after it was applied is refused', async () => {
    await add({ '0001-edited.sql': 'create table edited ();' });
    await migrateFolder();
    await add({
      '0001-edited.sql': 'create table edited (more int);',
      '0002-next.sql': 'create table next ();',
    });
    await expect(migrateFolder()).rejects.toThrow('migration 0001-edited was edited after it was applied');
    expect(await select(`select to_regclass('next') as next`)).toEqual([{ next: null }]);
  });

  test.each([
    ['a gap', { '0001-a.sql': '', '0003-c.sql': '' }, '0003-c.sql'],
    ['a number used twice', { '0001-a.sql': '', '0001-b.sql': '' }, '0001-b.sql'],
    ['a file without a number', { '0001-a.sql': '', 'fix.sql': '' }, 'fix.sql'],
  ])('%s is refused before anything runs', async (_, files, culprit) => {
    await add(files as Record<string, string>);
    await expect(migrateFolder()).rejects.toThrow(`migration ${culprit} is out of line`);
    expect(await select(`select to_regclass('schema_migrations') as made`)).toEqual([{ made: null }]);
  });

  test.each([
    '-- breaks builds before 2',
    '-- breaks builds before 0003',
    '-- breaks builds before 0001',
    '-- Breaks builds before 0002',
    '-- breaks everything',
  ])('the line "%s" in the second migration is refused before anything runs', async (line) => {
    await add({ '0001-a.sql': '', '0002-b.sql': `-- Why.\n${line}\nselect 1;` });
    await expect(migrateFolder()).rejects.toThrow(`migration 0002-b has the line "${line}"`);
    expect(await select(`select to_regclass('schema_migrations') as made`)).toEqual([{ made: null }]);
  });

  test("this build's own migrations apply to an empty database", async () => {
    const applied = await migrate(testDatabase.connection);
    expect(applied[0]).toBe('0001-hub');
    const { pending } = await compareSchema(testDatabase.database.pool, await readMigrations());
    expect(pending).toEqual([]);
  });
});
