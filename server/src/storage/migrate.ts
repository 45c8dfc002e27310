import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { DatabaseConnection } from './database.ts';
import { MigrationError } from './migration-error.ts';
import { type Migration, readMigrations } from './migration-files.ts';
import { compareSchema } from './schema-fit.ts';

export interface MigrateOptions {
  folder?: string;
  onLog?: (message: string, fields?: Record<string, unknown>) => void;
  /** Default 5 s. */
  lockTimeoutMs?: number;
}

type OnLog = NonNullable<MigrateOptions['onLog']>;

/** Any number that nothing else on the database uses as an advisory lock. */
const LOCK_KEY = 4_920_260_507;
const LOCK_POLL_MS = 100;
const OLDEST_SERVER_VERSION = 150_000;
/** Of a migration whose tables others hold for too long. */
const TRIES_MAX = 20;
const RETRY_MS = 500;
const LOCK_NOT_AVAILABLE = '55P03';

/**
 * Brings the database up to this build's schema; answers with the names of what it applied. Safe to run from many
 * processes at once, and while hubs work on the database. A database that a newer build has migrated is left as it
 * is, provided that this build works with it.
 * @param connection one that is a session of its own: a pooler that changes sessions between transactions is refused
 * @throws MigrationError
 */
export async function migrate(
  connection: DatabaseConnection,
  options: MigrateOptions = {},
): Promise<string[]> {
  const { folder, onLog = () => {}, lockTimeoutMs = 5_000 } = options;
  const migrations = await readMigrations(folder);
  const client = new pg.Client({
    ...connection,
    application_name: 'watchtraderhub migrate',
    // A table's lock that is waited for stops everybody who comes after: better give way and try again.
    lock_timeout: lockTimeoutMs,
  });
  client.on('error', () => {}); // the running query rejects with it
  await connect(client);
  try {
    await checkSession(client, lockTimeoutMs);
    await checkServerVersion(client);
    await lock(client, onLog);
    await createTable(client);
    const { pending, newer } = await compareSchema(client, migrations);
    if (newer.length > 0) onLog('a newer build has migrated the database; this one works with it', { newer });
    for (const migration of pending) {
      await apply(client, migration, onLog);
      onLog('migration applied', { migration: migration.name });
    }
    return pending.map(({ name }) => name);
  } finally {
    await client.end(); // frees the lock as well
  }
}

const POOLER_MESSAGE =
  'migrations need a session, but a pooler is between the hub and PostgreSQL: set DATABASE_SESSION_URL to PostgreSQL itself';

async function connect(client: pg.Client): Promise<void> {
  try {
    await client.connect();
  } catch (error) {
    if (/unsupported startup parameter/.test((error as Error).message)) {
      throw new MigrationError(POOLER_MESSAGE, { cause: error });
    }
    throw error;
  }
}

/** A pooler may swallow what a session asks for at its start; the lock of this session would then outlive it. */
async function checkSession(client: pg.Client, lockTimeoutMs: number): Promise<void> {
  const { rows } = await client.query<{ ms: string }>(
    `select setting as ms from pg_settings where name = 'lock_timeout'`,
  );
  if (rows[0]!.ms !== String(lockTimeoutMs)) throw new MigrationError(POOLER_MESSAGE);
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
async function lock(client: pg.Client, onLog: OnLog): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [
      LOCK_KEY,
    ]);
    if (rows[0]?.locked) return;
    if (attempt === 1) onLog('another process is migrating the database; waiting for it');
    await delay(LOCK_POLL_MS);
  }
}

/** The table can't be made by a migration: it says which of them are applied. */
async function createTable(client: pg.Client): Promise<void> {
  await client.query(
    `create table if not exists schema_migrations (
       number integer primary key, name text not null, checksum text not null, applied_at timestamptz not null)`,
  );
  const { rows } = await client.query(
    `select 1 from pg_attribute where attrelid = 'schema_migrations'::regclass and attname = 'breaks_before'`,
  );
  if (rows.length > 0) return;
  await client.query('alter table schema_migrations add column breaks_before integer');
}

/** For `create index concurrently`: one statement per file, since several would share a transaction after all. */
const runsAlone = ({ sql }: Migration): boolean => /^-- no transaction\b/.test(sql);

async function apply(client: pg.Client, migration: Migration, onLog: OnLog): Promise<void> {
  const inTransaction = !runsAlone(migration);
  for (let attempt = 1; ; attempt++) {
    try {
      return await (inTransaction ? applyInTransaction(client, migration) : applyAlone(client, migration));
    } catch (cause) {
      const isBusy = inTransaction && (cause as { code?: unknown }).code === LOCK_NOT_AVAILABLE;
      if (!isBusy || attempt === TRIES_MAX) {
        throw new MigrationError(`migration ${migration.name} failed: ${(cause as Error).message}`, {
          cause,
        });
      }
      onLog('a migration gave way to a transaction that holds its tables; trying again', {
        migration: migration.name,
        attempt,
      });
      await delay(RETRY_MS);
    }
  }
}

/**
 * Applies `migrations` to an empty schema, in the caller's transaction: those that otherwise run alone, too, since
 * nobody else uses these tables yet.
 */
export async function buildSchema(client: pg.Client, migrations: readonly Migration[]): Promise<void> {
  await createTable(client);
  for (const migration of migrations) {
    const { sql } = migration;
    await client.query(runsAlone(migration) ? sql.replaceAll(/\bconcurrently\b/gi, '') : sql);
    await record(client, migration);
  }
}

/** Keeps migrations away to the end of the caller's transaction; false when one is under way. */
export async function tryMigrationLock(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_xact_lock($1) as locked', [
    LOCK_KEY,
  ]);
  return rows[0]!.locked;
}

async function applyInTransaction(client: pg.Client, migration: Migration): Promise<void> {
  try {
    await client.query('begin');
    await client.query(migration.sql);
    await record(client, migration);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => {}); // a broken connection rolls back by itself
    throw error;
  }
}

/** Stops nobody while it waits, and given up half-way it would leave an index that is not valid. */
async function applyAlone(client: pg.Client, migration: Migration): Promise<void> {
  await client.query('set lock_timeout = 0');
  await client.query(migration.sql);
  await client.query('reset lock_timeout');
  await record(client, migration);
}

async function record(client: pg.Client, migration: Migration): Promise<void> {
  await client.query(
    `insert into schema_migrations (number, name, checksum, breaks_before, applied_at)
     values ($1, $2, $3, $4, clock_timestamp())`,
    [migration.number, migration.name, migration.checksum, migration.breaksBefore],
  );
}
