import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { DatabaseConnection } from './database.ts';
import { MigrationError } from './migration-error.ts';

interface Migration {
  number: number;
  /** The file's name without `.sql`. */
  name: string;
  /** SHA-256 of the file, hex. */
  checksum: string;
  sql: string;
}

export interface MigrateOptions {
  folder?: string;
  onLog?: (message: string, fields?: Record<string, unknown>) => void;
}

const FOLDER = join(import.meta.dirname, '../../migrations');
/** Any number that nothing else on the database uses as an advisory lock. */
const LOCK_KEY = 4_920_260_507;
const LOCK_POLL_MS = 100;
const OLDEST_SERVER_VERSION = 150_000;

interface AppliedMigration {
  number: number;
  name: string;
  checksum: string;
}

/** Brings the database up to this build's schema; answers with the names of what it applied. Safe to run from many processes at once. */
export async function migrate(
  connection: DatabaseConnection,
  options: MigrateOptions = {},
): Promise<string[]> {
  const { folder = FOLDER, onLog = () => {} } = options;
  const migrations = await readMigrations(folder);
  const client = new pg.Client({ ...connection, application_name: 'watchtraderhub migrate' });
  client.on('error', () => {}); // the running query rejects with it
  await client.connect();
  try {
    await checkServerVersion(client);
    await lock(client, onLog);
    await client.query(
      `create table if not exists schema_migrations (
         number integer primary key, name text not null, checksum text not null, applied_at timestamptz not null)`,
    );
    const pending = comparePending(migrations, await listApplied(client));
    for (const migration of pending) {
      await apply(client, migration);
      onLog('migration applied', { migration: migration.name });
    }
    return pending.map(({ name }) => name);
  } finally {
    await client.end(); // frees the lock as well
  }
}

/** Names of the migrations that the database lacks, in order. Rejects when the database and this build don't match. */
export async function listPendingMigrations(
  database: { query: pg.Pool['query'] },
  options: { folder?: string } = {},
): Promise<string[]> {
  const migrations = await readMigrations(options.folder ?? FOLDER);
  return comparePending(migrations, await listApplied(database)).map(({ name }) => name);
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort();
  return Promise.all(files.map((file, index) => readMigration(folder, file, index + 1)));
}

async function readMigration(folder: string, file: string, expectedNumber: number): Promise<Migration> {
  const number = Number(/^(\d{4})-[a-z0-9-]+\.sql$/.exec(file)?.[1]);
  if (number !== expectedNumber) {
    throw new MigrationError(
      `migration ${file} is out of line: the file after ${expectedNumber - 1} others is ${String(expectedNumber).padStart(4, '0')}-<name>.sql`,
    );
  }
  const sql = (await readFile(join(folder, file), 'utf8')).replaceAll('\r\n', '\n');
  const checksum = createHash('sha256').update(sql).digest('hex');
  return { number, name: file.slice(0, -'.sql'.length), checksum, sql };
}

async function checkServerVersion(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ number: number; text: string }>(
    `select current_setting('server_version_num')::int as number, current_setting('server_version') as text`,
  );
  if (rows[0]!.number >= OLDEST_SERVER_VERSION) return;
  throw new MigrationError(`the database is PostgreSQL ${rows[0]!.text}; WatchTraderHub needs 15 or newer`);
}

/**
 * Asks again and again instead of waiting in `pg_advisory_lock`: a waiting statement holds a snapshot, and a
 * `create index concurrently` of the one who has the lock would wait for that snapshot for ever.
 */
async function lock(client: pg.Client, onLog: NonNullable<MigrateOptions['onLog']>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [
      LOCK_KEY,
    ]);
    if (rows[0]?.locked) return;
    if (attempt === 1) onLog('another process is migrating the database; waiting for it');
    await delay(LOCK_POLL_MS);
  }
}

async function listApplied(client: { query: pg.Pool['query'] }): Promise<AppliedMigration[]> {
  const { rows: tables } = await client.query(`select 1 where to_regclass('schema_migrations') is not null`);
  if (tables.length === 0) return [];
  const { rows } = await client.query<AppliedMigration>(
    'select number, name, checksum from schema_migrations order by number',
  );
  return rows;
}

function comparePending(migrations: Migration[], applied: AppliedMigration[]): Migration[] {
  const known = new Map(migrations.map((migration) => [migration.number, migration]));
  for (const { number, name, checksum } of applied) {
    const migration = known.get(number);
    if (migration?.name !== name) {
      throw new MigrationError(
        `the database has migration ${name}, which this build doesn't know: run the newer build that made it`,
      );
    }
    if (migration.checksum !== checksum) {
      throw new MigrationError(
        `migration ${name} was edited after it was applied to this database: restore it and add a new one instead`,
      );
    }
    known.delete(number);
  }
  return [...known.values()];
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  // For `create index concurrently`: one statement per file, since several would share a transaction after all.
  const inTransaction = !/^-- no transaction\b/.test(migration.sql);
  try {
    if (inTransaction) await client.query('begin');
    await client.query(migration.sql);
    await client.query(
      'insert into schema_migrations (number, name, checksum, applied_at) values ($1, $2, $3, clock_timestamp())',
      [migration.number, migration.name, migration.checksum],
    );
    if (inTransaction) await client.query('commit');
  } catch (cause) {
    if (inTransaction) await client.query('rollback').catch(() => {}); // a broken connection rolls back by itself
    throw new MigrationError(`migration ${migration.name} failed: ${(cause as Error).message}`, { cause });
  }
}
