import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BackupError } from '../../src/storage/backup/backup-error.ts';
import { checkBackup, readBackupHeader, restoreDatabase } from '../../src/storage/backup/restore-database.ts';
import { NOT_SAVED } from '../../src/storage/backup/saved-tables.ts';
import type { DatabaseConnection } from '../../src/storage/database.ts';
import { DISTRIBUTION } from '../../src/storage/distribution.ts';
import { migrate } from '../../src/storage/migrate.ts';
import { readMigrations } from '../../src/storage/migration-files.ts';
import { backupForFile, countTables, emptyDatabase, restore, rowsOf } from '../support/backup-scene.ts';
import { createTestDatabase } from '../support/database.ts';
import { runSql } from '../support/database-server.ts';

const SAVED = Object.keys(DISTRIBUTION).filter((table) => NOT_SAVED[table] === undefined);

const scene = backupForFile();

describe('a restored database', () => {
  let copy: DatabaseConnection;
  let drop: () => Promise<void>;
  beforeAll(async () => {
    ({ connection: copy, drop } = await createTestDatabase({ empty: true }));
    await restore(copy, scene.backup);
  });
  afterAll(() => drop());

  test.each(SAVED.filter((table) => !['endpoint_lanes', 'imports'].includes(table)))(
    'has every row of %s, value by value',
    async (table) => {
      const rows = await rowsOf(scene.source, table);
      expect(rows.length).toBeGreaterThan(0);
      expect(await rowsOf(copy, table)).toEqual(rows);
    },
  );

  test('has lanes and imports without the leases of workers of another time', async () => {
    const parse = async (connection: DatabaseConnection, table: string) =>
      (await rowsOf(connection, table)).map((row) => JSON.parse(row));
    const freed = (row: { lease_token?: number }) => ({
      ...row,
      lease_worker: null,
      ...(row.lease_token === undefined ? {} : { lease_token: 8 }),
    });
    for (const table of ['endpoint_lanes', 'imports']) {
      const rows = await parse(scene.source, table);
      expect(rows.length).toBeGreaterThan(0);
      expect(await parse(copy, table)).toEqual(rows.map(freed));
    }
  });

  test.each(Object.keys(NOT_SAVED).filter((table) => table !== 'schema_migrations'))(
    'has no row of %s, which was true of that moment alone',
    async (table) => {
      expect(await rowsOf(copy, table)).toEqual([]);
    },
  );

  test('has the schema that migrations make', async () => {
    expect(await migrate(copy)).toEqual([]);
    const list = `select indexdef as line from pg_indexes where schemaname = 'public'
      union all select pg_get_constraintdef(oid) || conname from pg_constraint where connamespace = 'public'::regnamespace
      order by 1`;
    expect(await runSql(copy, list)).toEqual(await runSql(scene.source, list));
  });

  test('is one that can be saved again, with the same rows', async () => {
    const file = join(scene.folder, 'again.backup');
    const again = await scene.save({ connection: copy, file });
    expect(again.rows).toBe(await checkBackup(scene.backup));
  });
});

describe('what a backup relies on', () => {
  test('is that no number of the schema comes from a sequence of PostgreSQL', async () => {
    expect(await runSql(scene.source, `select relname from pg_class where relkind = 'S'`)).toEqual([]);
  });
});

describe('saving', () => {
  test('makes a file that its owner alone can read, and says in its first line what it is', async () => {
    expect((await stat(scene.backup)).mode & 0o777).toBe(0o600);
    const [line] = (await readFile(scene.backup, 'latin1')).split('\n', 1);
    expect(line).toBe('WatchTraderHub backup 1');
    expect(await readBackupHeader(scene.backup)).toMatchObject({
      hubVersion: '1.2.3',
      secretKeyCheck: 'a check value',
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
    });
  });

  test('never replaces a file', async () => {
    const file = join(scene.folder, 'taken');
    await writeFile(file, 'mine');
    await expect(scene.save({ file })).rejects.toThrow(/taken exists/);
    expect(await readFile(file, 'utf8')).toBe('mine');
  });

  test('says when the file can not be written', async () => {
    const file = join(scene.folder, 'nowhere/hub.backup');
    await expect(scene.save({ file })).rejects.toThrow(BackupError);
    await expect(scene.save({ file })).rejects.toThrow(/can't be written: ENOENT/);
  });

  test('refuses a database without a hub', async () => {
    const file = join(scene.folder, 'none.backup');
    const connection = await emptyDatabase();
    await expect(scene.save({ connection, file })).rejects.toThrow(/holds no hub/);
  });
});

describe('restoring', () => {
  test('takes a migrated database that was never used', async () => {
    const connection = await emptyDatabase({ empty: false });
    await runSql(connection, `insert into hub_settings values ('secret_key_check', 'of another hub')`);
    await restore(connection, scene.backup);
    expect(await rowsOf(connection, 'listings')).toEqual(await rowsOf(scene.source, 'listings'));
    expect(await rowsOf(connection, 'hub_settings')).toEqual(await rowsOf(scene.source, 'hub_settings'));
  });

  test('refuses a database with a row in it, and changes nothing', async () => {
    const connection = await emptyDatabase({ empty: false });
    await runSql(connection, `insert into users values ('1', 'Anna', 'a@b.c', true, null, now(), now())`);
    await expect(restore(connection, scene.backup)).rejects.toThrow(
      /the database is not empty: there are rows in users;/,
    );
    expect(await rowsOf(connection, 'users')).toHaveLength(1);
    expect(await rowsOf(connection, 'dealers')).toEqual([]);
  });

  test("refuses a database with somebody else's table", async () => {
    const connection = await emptyDatabase();
    await runSql(connection, 'create table invoices (id int)');
    await expect(restore(connection, scene.backup)).rejects.toThrow(/not empty: it has the tables invoices/);
    expect(await countTables(connection)).toBe(1);
  });

  test('refuses a database that a hub works on', async () => {
    const connection = await emptyDatabase();
    const { default: pg } = await import('pg');
    const hub = new pg.Client({ ...connection, application_name: 'watchtraderhub api' });
    await hub.connect();
    await expect(restore(connection, scene.backup)).rejects.toThrow(
      /somebody works on the database \(watchtraderhub api\)/,
    );
    await hub.end();
    expect(await countTables(connection)).toBe(0);
  });

  test('refuses while somebody migrates the database', async () => {
    const connection = await emptyDatabase();
    const { default: pg } = await import('pg');
    const other = new pg.Client(connection);
    await other.connect();
    await other.query('select pg_advisory_lock(4920260507)');
    await expect(restore(connection, scene.backup)).rejects.toThrow(/another process is migrating/);
    await other.end();
  });
});

describe('builds', () => {
  /** Migrations of this build up to `count`, and `more`. */
  async function migrationsFolder(name: string, count: number, more: Record<string, string> = {}) {
    const migrations = join(scene.folder, name);
    await mkdir(migrations);
    for (const each of (await readMigrations()).slice(0, count)) {
      await writeFile(join(migrations, `${each.name}.sql`), each.sql);
    }
    for (const [file, sql] of Object.entries(more)) await writeFile(join(migrations, file), sql);
    return migrations;
  }

  test('an older backup is restored at its schema, and migrated from there', async () => {
    const { length } = await readMigrations();
    const [old, copy] = [await emptyDatabase(), await emptyDatabase()];
    await migrate(old, { folder: await migrationsFolder('older', length - 1) });
    await runSql(old, `insert into users values ('1', 'Anna', 'a@b.c', true, null, now(), now())`);
    const file = join(scene.folder, 'older.backup');
    await scene.save({ connection: old, file });
    await restore(copy, file);
    expect(await migrate(copy)).toEqual([(await readMigrations()).at(-1)!.name]);
    expect(await rowsOf(copy, 'users')).toEqual(await rowsOf(old, 'users'));
  });

  test('a newer one is refused, and so is saving what a newer build has migrated', async () => {
    const { length } = await readMigrations();
    const number = String(length + 1).padStart(4, '0');
    const newer = await migrationsFolder('newer', length, {
      [`${number}-index.sql`]: '-- no transaction\ncreate index concurrently i on users (name);',
    });
    const [connection, copy] = [await emptyDatabase(), await emptyDatabase()];
    await migrate(connection, { folder: newer });
    const file = join(scene.folder, 'newer.backup');
    await expect(scene.save({ connection, file })).rejects.toThrow(/a newer build has migrated the database/);
    await scene.save({ connection, file, folder: newer });
    await expect(readBackupHeader(file)).rejects.toThrow(
      new RegExp(`newer build .*migration ${number}-index`),
    );
    await expect(restore(copy, file)).rejects.toThrow(/of a newer build/);
    expect(await countTables(copy)).toBe(0);
    // That build takes it, with an index that is otherwise made outside of a transaction.
    await restoreDatabase({ connection: copy, file, folder: newer, onProgress: () => {} });
    expect(await runSql(copy, `select 1 from pg_indexes where indexname = 'i'`)).toHaveLength(1);
  });

  test('one of a build with another history is refused', async () => {
    const { length } = await readMigrations();
    const file = join(scene.folder, 'newer.backup');
    const number = String(length + 1).padStart(4, '0');
    const other = await migrationsFolder('other', length, { [`${number}-index.sql`]: 'select 1;' });
    await expect(readBackupHeader(file, other)).rejects.toThrow(/of another build/);
  });
});
