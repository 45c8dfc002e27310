import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from './storage/database.ts';
import { MigrationError } from './storage/migration-error.ts';
import { type Migration, readMigrations } from './storage/migration-files.ts';
import { compareSchema } from './storage/schema-fit.ts';

/** Why this process can't serve, in words for the operator; null when it can. Rejects when the database does. */
export type FindUnreadiness = () => Promise<string | null>;

/** Below the patience of balancers, and far below that of a statement. */
const ANSWER_MS_MAX = 4_000;

/** Reads the migrations now: the files of a running process may be replaced by those of the next release. */
export async function createReadiness(
  database: Database,
  answerMsMax: number = ANSWER_MS_MAX,
): Promise<FindUnreadiness> {
  const migrations = await readMigrations();
  // Shared by the probes that come while it waits: each would keep a connection that requests want.
  let check: Promise<string | null> | null = null;
  return async () => {
    check ??= compare(database, migrations).finally(() => {
      check = null;
    });
    const timeout = delay(answerMsMax, `the database did not answer within ${answerMsMax} ms`, {
      ref: false,
    });
    return await Promise.race([check, timeout]);
  };
}

async function compare(database: Database, migrations: readonly Migration[]): Promise<string | null> {
  try {
    const { pending } = await compareSchema(database.pool, migrations);
    if (pending.length === 0) return null;
    return `migrations are pending: ${pending.map(({ name }) => name).join(', ')}`;
  } catch (error) {
    if (error instanceof MigrationError) return error.message;
    throw error;
  }
}
