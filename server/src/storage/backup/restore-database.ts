import type pg from 'pg';
import type { DatabaseConnection } from '../database.ts';
import { buildSchema, tryMigrationLock } from '../migrate.ts';
import { type Migration, readMigrations } from '../migration-files.ts';
import type { ArchiveHeader } from './archive-format.ts';
import { ArchiveReader, type ReadTable } from './archive-reader.ts';
import { BackupError } from './backup-error.ts';
import { copyIn } from './copy-stream.ts';
import { inLongTransaction } from './long-transaction.ts';
import { isHubTable, listTables } from './saved-tables.ts';

export interface RestoreOptions {
  readonly connection: DatabaseConnection;
  readonly file: string;
  readonly onProgress: (line: string) => void;
  /** Of migrations; this build's when left out. */
  readonly folder?: string;
}

/** What an empty hub's database may hold: the hub or `migrate` has written it before there was a dealer. */
const RENEWED = new Set(['schema_migrations', 'hub_settings']);
/** So that nobody waits for a lock that somebody holds for long. */
const LOCK_TIMEOUT_MS = 5_000;
/** SQLSTATE: a value that is none of its type, or breaks a rule of the schema. */
const DATA_ERROR = /^2[23]/;

/**
 * Reads the header alone.
 * @throws BackupError when the file is none of ours, or of a build that this one can't stand in for
 */
export async function readBackupHeader(file: string, folder?: string): Promise<ArchiveHeader> {
  const reader = new ArchiveReader(file);
  try {
    const header = await reader.header();
    await migrationsOf(header, folder);
    return header;
  } finally {
    await reader.close();
  }
}

/** Reads the whole file and compares all checksums. @returns the number of rows @throws BackupError */
export async function checkBackup(file: string): Promise<number> {
  const reader = new ArchiveReader(file);
  await reader.header();
  let rows = 0;
  for await (const table of reader.tables()) {
    for await (const _ of table.chunks);
    rows += table.sum().rows;
  }
  return rows;
}

/**
 * Fills an empty database in one transaction, at the schema of the backup: `migrate` has to follow. Whoever hasn't
 * called `checkBackup` before may be told of a damaged file in PostgreSQL's words.
 * Resolves when it is committed; until then, however it ends, the database stays as it was.
 * @returns the number of rows
 * @throws BackupError
 */
export async function restoreDatabase(options: RestoreOptions): Promise<number> {
  const { connection, file } = options;
  return await inLongTransaction(connection, 'watchtraderhub restore', 'begin', async (client) => {
    const reader = new ArchiveReader(file);
    try {
      const migrations = await migrationsOf(await reader.header(), options.folder);
      await client.query(`set local lock_timeout = ${LOCK_TIMEOUT_MS}`);
      await refuseCompany(client);
      await clearSchema(client);
      await buildSchema(client, migrations);
      return await fillTables(client, reader, options.onProgress);
    } finally {
      await reader.close();
    }
  });
}

/** Those of this build that the database of the backup had. */
async function migrationsOf(header: ArchiveHeader, folder?: string): Promise<Migration[]> {
  const known = await readMigrations(folder);
  return header.migrations.map(({ number, name, checksum }, index) => {
    const migration = known[index];
    if (migration === undefined) {
      throw new BackupError(
        `the backup is of a newer build (hub ${header.hubVersion}, migration ${name}): restore it with that build`,
      );
    }
    if (migration.number === number && migration.checksum === checksum) return migration;
    throw new BackupError(
      `the backup is of another build: its migration ${name} is not this one's ${migration.name}`,
    );
  });
}

/** A hub on the database knows another secret key, and would write meanwhile. */
async function refuseCompany(client: pg.Client): Promise<void> {
  if (!(await tryMigrationLock(client))) {
    throw new BackupError('another process is migrating the database: try again when it has ended');
  }
  const { rows } = await client.query<{ name: string }>(
    `select distinct application_name as name from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and application_name like 'watchtraderhub%'`,
  );
  if (rows.length === 0) return;
  const names = rows.map(({ name }) => name).join(', ');
  throw new BackupError(
    `somebody works on the database (${names}): stop every hub on it, and a pooler that keeps their connections`,
  );
}

async function clearSchema(client: pg.Client): Promise<void> {
  const tables = await listTables(client);
  const foreign = tables.filter((table) => !isHubTable(table));
  if (foreign.length > 0) throw notEmpty(`it has the tables ${foreign.join(', ')}`);
  if (tables.length === 0) return;
  const list = tables.map((table) => `"${table}"`).join(', ');
  await client.query(`lock table ${list} in access exclusive mode`);
  const filled: string[] = [];
  for (const table of tables) {
    if (RENEWED.has(table)) continue;
    const { rowCount } = await client.query(`select from "${table}" limit 1`);
    if (rowCount !== 0) filled.push(table);
  }
  if (filled.length > 0) throw notEmpty(`there are rows in ${filled.join(', ')}`);
  await client.query(`drop table ${list}`);
}

const notEmpty = (why: string): BackupError =>
  new BackupError(`the database is not empty: ${why}; a backup is restored into an empty one only`);

async function fillTables(
  client: pg.Client,
  reader: ArchiveReader,
  onProgress: (line: string) => void,
): Promise<number> {
  const names: string[] = [];
  let rows = 0;
  for await (const table of reader.tables()) {
    names.push(table.name);
    rows += await fillTable(client, table);
    onProgress(`restored ${table.name}: ${table.sum().rows.toLocaleString('en')} rows`);
  }
  // Leases of processes of another time; the raised tokens void whatever one of them would still settle.
  await client.query(
    `update endpoint_lanes set lease_worker = null, lease_token = lease_token + 1 where lease_worker is not null`,
  );
  await client.query('update imports set lease_worker = null where lease_worker is not null');
  // Otherwise the hub's first statements were planned for empty tables.
  await client.query(`analyze ${names.map((name) => `"${name}"`).join(', ')}`);
  return rows;
}

/** Frozen: nobody has seen the table yet, so its rows need no vacuum to be marked as old. */
async function fillTable(client: pg.Client, table: ReadTable): Promise<number> {
  const columns = table.columns.map((column) => `"${column}"`).join(', ');
  const sql = `copy "${table.name}" (${columns}) from stdin (freeze)`;
  const rows = await copyIn(client, sql, table.chunks).catch((cause: Error & { code?: unknown }) => {
    if (!DATA_ERROR.test(String(cause.code))) throw cause;
    throw new BackupError(`PostgreSQL refuses the rows of ${table.name}: ${cause.message}`, { cause });
  });
  if (rows === table.sum().rows) return rows;
  throw new BackupError(`PostgreSQL took ${rows} rows of ${table.name}, not ${table.sum().rows}`);
}
