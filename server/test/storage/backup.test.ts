import { appendFile, copyFile, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { MAGIC } from '../../src/storage/backup/archive-format.ts';
import { BackupError } from '../../src/storage/backup/backup-error.ts';
import { checkBackup, readBackupHeader, restoreDatabase } from '../../src/storage/backup/restore-database.ts';
import { type SaveOptions, saveDatabase } from '../../src/storage/backup/save-database.ts';
import { NOT_SAVED } from '../../src/storage/backup/saved-tables.ts';
import type { DatabaseConnection } from '../../src/storage/database.ts';
import { DISTRIBUTION } from '../../src/storage/distribution.ts';
import { migrate } from '../../src/storage/migrate.ts';
import { readMigrations } from '../../src/storage/migration-files.ts';
import { enrol } from '../accounts/authenticator.ts';
import { createDashboardApp, type DashboardApp } from '../support/dashboard.ts';
import { createTestDatabase } from '../support/database.ts';
import { runSql } from '../support/database-server.ts';
import { startReceiver } from '../support/receiver.ts';
import { RepresentativeRun } from '../support/representative-run.ts';

const SAVED = Object.keys(DISTRIBUTION).filter((table) => NOT_SAVED[table] === undefined);
/** Every sign that COPY escapes, and what it writes for null and for its own end. */
const AWKWARD = 'tab\t line\n return\r back\\slash \\N \\. "quotes" \u0001 Zürich \u{1F570}';
/** More than a frame, and more than a chunk. */
const LONG_BYTES = 1_200_000;
const MANY_ROWS = 5_000;

let app: DashboardApp;
let source: DatabaseConnection;
let folder: string;
let backup: string;

const save = (options: Partial<SaveOptions> = {}) =>
  saveDatabase({ connection: source, file: backup, hubVersion: '1.2.3', onProgress: () => {}, ...options });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wth-backup-'));
  backup = join(folder, 'hub.backup');
  app = await createDashboardApp();
  source = app.hub.testDatabase.connection;
  const receiver = await startReceiver();
  const run = new RepresentativeRun(app, receiver, await app.app.listen({ port: 0, host: '127.0.0.1' }));
  await run.work();
  await addAwkwardRows();
  await save();
  await run.stop();
  await receiver.close();
}, 60_000);

afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true });
});

/** What a run of the product leaves out, or leaves too tame. */
async function addAwkwardRows(): Promise<void> {
  const dealer = await app.signUp();
  const { body } = await dealer.call('POST', '/api/dashboard/listings', {
    title: 'Awkward',
    description: AWKWARD.replaceAll('\u0001', ''),
  });
  await enrolAt(dealer);
  const sql = (text: string, values: unknown[] = []) => runSql(source, text, values);
  await sql('update listings set internal_notes = $1 where id = $2', [AWKWARD, body.id]);
  await sql(`update customers set first_name = '', last_name = '\\N'`);
  await sql(`update customers set note = $1 where email = 'anna@example.com'`, ['ü'.repeat(LONG_BYTES / 2)]);
  await sql(`update imports set lease_worker = $1, state = 'running'`, [body.id]);
  await sql('insert into import_chunks select dealer_id, livemode, id, 0, $1 from imports', [
    Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)),
  ]);
  await sql(
    `insert into import_rows (dealer_id, livemode, import_id, row_number, line, result)
     select $1, true, $2, n, n, 'created' from generate_series(1, ${MANY_ROWS}) n`,
    [dealer.dealerId, body.id],
  );
  await sql('update endpoint_lanes set lease_worker = $1, lease_token = 7', [body.id]);
  await sql(`insert into hub_settings (name, value) values ('secret_key_check', 'a check value')`);
}

async function enrolAt(dealer: Awaited<ReturnType<DashboardApp['signUp']>>): Promise<void> {
  const post = async (path: string, body: object) => {
    const { status, headers, text } = await dealer.call('POST', `/api/auth${path}`, body);
    const cookies = [headers['set-cookie'] ?? []].flat() as string[];
    return new Response(text, { status, headers: cookies.map((it) => ['set-cookie', it]) });
  };
  await enrol({ post: post as never }, '', 'a-password');
}

async function emptyDatabase(options = { empty: true }): Promise<DatabaseConnection> {
  const { connection, drop } = await createTestDatabase(options);
  onTestFinished(drop);
  return connection;
}

const restore = (connection: DatabaseConnection, file = backup) =>
  restoreDatabase({ connection, file, onProgress: () => {} });

async function rowsOf(connection: DatabaseConnection, table: string): Promise<string[]> {
  const rows = await runSql<{ row: string }>(connection, `select to_jsonb(t)::text as row from "${table}" t`);
  return rows.map(({ row }) => row).sort();
}

async function countTables(connection: DatabaseConnection): Promise<number> {
  const [row] = await runSql<{ count: number }>(
    connection,
    `select count(*)::int as count from pg_tables where schemaname = 'public'`,
  );
  return row!.count;
}

describe('a restored database', () => {
  let copy: DatabaseConnection;
  let drop: () => Promise<void>;
  beforeAll(async () => {
    ({ connection: copy, drop } = await createTestDatabase({ empty: true }));
    await restore(copy);
  });
  afterAll(() => drop());

  test.each(SAVED.filter((table) => !['endpoint_lanes', 'imports'].includes(table)))(
    'has every row of %s, value by value',
    async (table) => {
      const rows = await rowsOf(source, table);
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
      const rows = await parse(source, table);
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
    expect(await runSql(copy, list)).toEqual(await runSql(source, list));
  });

  test('is one that can be saved again, with the same rows', async () => {
    const file = join(folder, 'again.backup');
    const again = await save({ connection: copy, file });
    expect(again.rows).toBe(await checkBackup(backup));
  });
});

describe('what a backup relies on', () => {
  test('is that no number of the schema comes from a sequence of PostgreSQL', async () => {
    expect(await runSql(source, `select relname from pg_class where relkind = 'S'`)).toEqual([]);
  });
});

describe('saving', () => {
  test('makes a file that its owner alone can read, and says in its first line what it is', async () => {
    expect((await stat(backup)).mode & 0o777).toBe(0o600);
    const [line] = (await readFile(backup, 'latin1')).split('\n', 1);
    expect(line).toBe('WatchTraderHub backup 1');
    expect(await readBackupHeader(backup)).toMatchObject({
      hubVersion: '1.2.3',
      secretKeyCheck: 'a check value',
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
    });
  });

  test('never replaces a file', async () => {
    const file = join(folder, 'taken');
    await writeFile(file, 'mine');
    await expect(save({ file })).rejects.toThrow(/taken exists/);
    expect(await readFile(file, 'utf8')).toBe('mine');
  });

  test('says when the file can not be written', async () => {
    const file = join(folder, 'nowhere/hub.backup');
    await expect(save({ file })).rejects.toThrow(BackupError);
    await expect(save({ file })).rejects.toThrow(/can't be written: ENOENT/);
  });

  test('refuses a database without a hub', async () => {
    const file = join(folder, 'none.backup');
    const connection = await emptyDatabase();
    await expect(save({ connection, file })).rejects.toThrow(/holds no hub/);
  });
});

describe('restoring', () => {
  test('takes a migrated database that was never used', async () => {
    const connection = await emptyDatabase({ empty: false });
    await runSql(connection, `insert into hub_settings values ('secret_key_check', 'of another hub')`);
    await restore(connection);
    expect(await rowsOf(connection, 'listings')).toEqual(await rowsOf(source, 'listings'));
    expect(await rowsOf(connection, 'hub_settings')).toEqual(await rowsOf(source, 'hub_settings'));
  });

  test('refuses a database with a row in it, and changes nothing', async () => {
    const connection = await emptyDatabase({ empty: false });
    await runSql(connection, `insert into users values ('1', 'Anna', 'a@b.c', true, null, now(), now())`);
    await expect(restore(connection)).rejects.toThrow(/the database is not empty: there are rows in users;/);
    expect(await rowsOf(connection, 'users')).toHaveLength(1);
    expect(await rowsOf(connection, 'dealers')).toEqual([]);
  });

  test("refuses a database with somebody else's table", async () => {
    const connection = await emptyDatabase();
    await runSql(connection, 'create table invoices (id int)');
    await expect(restore(connection)).rejects.toThrow(/not empty: it has the tables invoices/);
    expect(await countTables(connection)).toBe(1);
  });

  test('refuses a database that a hub works on', async () => {
    const connection = await emptyDatabase();
    const { default: pg } = await import('pg');
    const hub = new pg.Client({ ...connection, application_name: 'watchtraderhub api' });
    await hub.connect();
    await expect(restore(connection)).rejects.toThrow(
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
    await expect(restore(connection)).rejects.toThrow(/another process is migrating/);
    await other.end();
  });
});

describe('builds', () => {
  /** Migrations of this build up to `count`, and `more`. */
  async function migrationsFolder(name: string, count: number, more: Record<string, string> = {}) {
    const migrations = join(folder, name);
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
    const file = join(folder, 'older.backup');
    await save({ connection: old, file });
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
    const file = join(folder, 'newer.backup');
    await expect(save({ connection, file })).rejects.toThrow(/a newer build has migrated the database/);
    await save({ connection, file, folder: newer });
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
    const file = join(folder, 'newer.backup');
    const number = String(length + 1).padStart(4, '0');
    const other = await migrationsFolder('other', length, { [`${number}-index.sql`]: 'select 1;' });
    await expect(readBackupHeader(file, other)).rejects.toThrow(/of another build/);
  });
});

describe('a file that is no whole backup is refused in words, and nothing is changed:', () => {
  let connection: DatabaseConnection;
  let drop: () => Promise<void>;
  let bytes: Buffer;
  beforeAll(async () => {
    ({ connection, drop } = await createTestDatabase({ empty: true }));
    bytes = await readFile(backup);
  });
  afterAll(() => drop());

  async function expectRefusal(content: Buffer | string, message: RegExp): Promise<void> {
    const file = join(folder, 'bad.backup');
    await writeFile(file, content);
    const error = await checkBackup(file).catch((it) => it);
    expect(error).toBeInstanceOf(BackupError);
    expect(error.message).toMatch(message);
    // Without the check before it: a damaged name of a column is told by PostgreSQL.
    await expect(restore(connection, file)).rejects.toThrow();
    expect(await countTables(connection)).toBe(0);
  }

  test.each(Array.from({ length: 5 }, (_, index) => index / 5))(
    'cut off at %f of its length',
    async (part) => {
      const length = Math.floor(MAGIC.length + (bytes.length - MAGIC.length) * part);
      await expectRefusal(bytes.subarray(0, length), /is damaged or incomplete: /);
    },
  );

  test.each([1, 8])('cut off %i bytes before its end', async (count) => {
    await expectRefusal(bytes.subarray(0, bytes.length - count), /is damaged or incomplete: /);
  });

  /** The first one from there on that says something: between deflate's blocks some are only filling. */
  function turnBit(bytes: Buffer, from: number): Buffer {
    for (let bit = 8 * from; ; bit += 1) {
      const turned = Buffer.from(bytes);
      turned[bit >> 3]! ^= 1 << (bit % 8);
      if (!isSameContent(turned, bytes)) return turned;
    }
  }

  function isSameContent(left: Buffer, right: Buffer): boolean {
    try {
      return gunzipSync(left.subarray(MAGIC.length)).equals(gunzipSync(right.subarray(MAGIC.length)));
    } catch {
      return false;
    }
  }

  /** Time and origin in gzip's head may be anything: they say nothing about the content. */
  const GZIP_HEAD_BYTES = 10;
  test.each(Array.from({ length: 12 }, (_, index) => index / 12))(
    'with one bit turned at %f',
    async (part) => {
      const first = MAGIC.length + GZIP_HEAD_BYTES;
      const at = Math.floor(first + (bytes.length - first) * part);
      await expectRefusal(turnBit(bytes, at), /is damaged or incomplete: /);
    },
  );

  test.each([
    ['empty', ''],
    ['text', 'insert into listings values (1);'],
    ['compressed by somebody else', gzipSync('PGDMP')],
    ["a dump of PostgreSQL's", Buffer.from('PGDMP\u0001\u000e\u0000')],
  ])('%s', async (_name, content) => {
    await expectRefusal(content, /is no backup of WatchTraderHub/);
  });

  test('of a format that comes later', async () => {
    await expectRefusal('WatchTraderHub backup 2\n', /is a backup of another format/);
  });

  test('something else behind the right first line', async () => {
    const content = (text: string) => Buffer.concat([MAGIC, gzipSync(text)]);
    await expectRefusal(content(''), /its end is missing/);
    await expectRefusal(content('hello, this is no backup'), /parts that no backup has/);
  });

  test.each([
    ['a byte', Buffer.from('x')],
    ['compressed bytes', gzipSync('x')],
    ['zeros', Buffer.alloc(512)],
  ])('with %s behind its end', async (_name, more) => {
    await expectRefusal(Buffer.concat([bytes, more]), /is damaged or incomplete: /);
  });

  test('twice itself', async () => {
    await expectRefusal(Buffer.concat([bytes, bytes.subarray(MAGIC.length)]), /something follows its end/);
  });

  test('no file at all', async () => {
    await expect(checkBackup(join(folder, 'missing'))).rejects.toThrow(/can't be read: ENOENT/);
    await expect(checkBackup(folder)).rejects.toThrow(/is no file/);
  });

  test('while the whole one is taken', async () => {
    const file = join(folder, 'whole.backup');
    await copyFile(backup, file);
    await restore(connection, file);
    await appendFile(file, 'x');
    expect(await rowsOf(connection, 'listings')).toEqual(await rowsOf(source, 'listings'));
  });
});
