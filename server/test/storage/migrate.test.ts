import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listPendingMigrations, migrate } from '../../src/storage/migrate.ts';
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
const listPending = () => listPendingMigrations(testDatabase.database.pool, { folder });

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

  test('a database with a migration of a newer build is refused and left as it is', async () => {
    await add({ '0001-old.sql': 'create table old ();', '0002-new.sql': 'create table new ();' });
    await migrateFolder();
    await rm(join(folder, '0002-new.sql'));
    const refusal = "the database has migration 0002-new, which this build doesn't know";
    await expect(migrateFolder()).rejects.toThrow(refusal);
    await expect(listPending()).rejects.toThrow(refusal);
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

  test("this build's own migrations apply to an empty database", async () => {
    const applied = await migrate(testDatabase.connection);
    expect(applied[0]).toBe('0001-hub');
    expect(await listPendingMigrations(testDatabase.database.pool)).toEqual([]);
  });
});
