import { randomBytes } from 'node:crypto';
import type { TestProject } from 'vitest/node';
import type { DatabaseConnection } from '../../src/storage/database.ts';
import { migrate } from '../../src/storage/migrate.ts';
import { onDatabase, runSql } from './database-server.ts';
import { startTemporaryPostgres } from './temporary-postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The server of this run; its own database is not for tests. */
    testServer: DatabaseConnection;
    /** The migrated database that `createTestDatabase` clones. */
    templateDatabase: string;
  }
}

/** One PostgreSQL for the whole run: that of `TEST_DATABASE_URL` (its role may create databases), or a temporary one. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const url = process.env.TEST_DATABASE_URL;
  const server = url
    ? { connection: { connectionString: url }, stop: async () => {} }
    : await startTemporaryPostgres();
  const template = `wth_template_${randomBytes(6).toString('hex')}`;
  try {
    await runSql(server.connection, `create database ${template}`);
    await migrate(onDatabase(server.connection, template));
  } catch (error) {
    await server.stop();
    throw error;
  }
  project.provide('testServer', server.connection);
  project.provide('templateDatabase', template);
  return async () => {
    await runSql(server.connection, `drop database ${template}`);
    await server.stop();
  };
}
