import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { inject } from 'vitest';
import { type Database, type DatabaseConnection, openDatabase } from '../../src/storage/database.ts';
import { onDatabase, runSql } from './database-server.ts';

export interface TestDatabase {
  database: Database;
  /** For what opens its own pool: a hub, a worker, another process. */
  connection: DatabaseConnection;
  /** Connections that broke while they were idle, which fails `drop`; a test that breaks them empties it. */
  idleErrors: Error[];
  /** Closes `database` and drops it; rejects when anybody still has a connection. */
  drop(): Promise<void>;
}

export interface TestDatabaseOptions {
  /** Without the hub's tables. */
  empty?: boolean;
  poolSize?: number;
}

const CLOSE_TIMEOUT_MS = 3_000;

/** A database of the test's own: a clone of the migrated template. */
export async function createTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const server = inject('testServer');
  const name = `wth_test_${randomBytes(6).toString('hex')}`;
  const template = options.empty ? 'template1' : inject('templateDatabase');
  await runSql(server, `create database ${name} template ${template} strategy file_copy`);
  const connection = onDatabase(server, name);
  const idleErrors: Error[] = [];
  const database = openDatabase({
    connection,
    poolSize: options.poolSize ?? 5,
    applicationName: 'test',
    onError: (error) => idleErrors.push(error),
  });
  return {
    database,
    connection,
    idleErrors,
    async drop() {
      const closed = await Promise.race([database.close().then(() => true), delay(CLOSE_TIMEOUT_MS, false)]);
      const leaked = closed ? await listOpenConnections(server, name) : [];
      await runSql(server, `drop database ${name} with (force)`);
      if (!closed)
        throw new Error('the test database has connections or transactions that were never released');
      if (leaked.length > 0) throw new Error(`connections were left open: ${leaked.join(', ')}`);
      if (idleErrors.length > 0)
        throw new AggregateError(idleErrors, 'idle connections of the test database broke');
    },
  };
}

/** Asked until none is left, as a closed connection's process ends a moment later. */
async function listOpenConnections(server: DatabaseConnection, name: string): Promise<string[]> {
  const deadline = performance.now() + CLOSE_TIMEOUT_MS;
  while (true) {
    const rows = await runSql<{ application_name: string }>(
      server,
      `select application_name from pg_stat_activity where datname = $1 and backend_type = 'client backend'`,
      [name],
    );
    if (rows.length === 0 || performance.now() > deadline) return rows.map((row) => row.application_name);
    await delay(20);
  }
}
