import { type Config, sessionConnectionOf } from '../config.ts';
import { type Database, type DatabaseConnection, openDatabase } from '../storage/database.ts';
import { startEmbeddedPostgres } from '../storage/embedded-postgres.ts';
import { migrate } from '../storage/migrate.ts';
import { readMigrations } from '../storage/migration-files.ts';
import { findRunningEmbeddedPostgres } from '../storage/running-embedded-postgres.ts';
import { compareSchema } from '../storage/schema-fit.ts';
import type { CliContext } from './cli-context.ts';
import { CliError } from './cli-error.ts';

/** One for the statement, one for better-auth beside its transaction. */
const POOL_SIZE = 2;

/**
 * Runs `work` on the hub's database: that of DATABASE_URL, the embedded one of a running hub, or the embedded
 * one started for as long as it takes.
 * @param work learns, too, whether the server was started for it, so that nobody else is on it
 */
export async function withConnection<T>(
  config: Config,
  work: (connection: DatabaseConnection, isOurs: boolean) => Promise<T>,
): Promise<T> {
  if (config.databaseUrl !== null) return await work({ connectionString: config.databaseUrl }, false);
  const running = await findRunningEmbeddedPostgres(config.dataDir);
  if (running !== null) return await work(running, false);
  const postgres = await startEmbeddedPostgres({ dataDir: config.dataDir });
  try {
    return await work(postgres.connection, true);
  } finally {
    await postgres.stop();
  }
}

/** The same with a pool, on a schema that fits this build. */
export async function withDatabase<T>(
  config: Config,
  context: CliContext,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  return await withConnection(config, async (connection, isOurs) => {
    if (isOurs) await migrate(connection);
    const database = openDatabase({
      connection,
      sessionConnection: sessionConnectionOf(config),
      poolSize: POOL_SIZE,
      applicationName: 'watchtraderhub cli',
      onError: (error) => context.writeError(`a database connection broke: ${error.message}\n`),
    });
    try {
      await checkSchema(database);
      return await work(database);
    } finally {
      await database.close();
    }
  });
}

/** Not migrated here: hubs of an older build may be running on this database. */
async function checkSchema(database: Database): Promise<void> {
  const { pending } = await compareSchema(database.pool, await readMigrations());
  if (pending.length === 0) return;
  const names = pending.map(({ name }) => name).join(', ');
  throw new CliError(`the database lacks ${names}; run first: npm run hub -- migrate`);
}
