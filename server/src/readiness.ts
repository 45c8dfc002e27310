import type { Database } from './storage/database.ts';
import { MigrationError } from './storage/migration-error.ts';
import { readMigrations } from './storage/migration-files.ts';
import { compareSchema } from './storage/schema-fit.ts';

/** Why this process can't serve, in words for the operator; null when it can. Rejects when the database does. */
export type FindUnreadiness = () => Promise<string | null>;

/** Reads the migrations now: the files of a running process may be replaced by those of the next release. */
export async function createReadiness(database: Database): Promise<FindUnreadiness> {
  const migrations = await readMigrations();
  return async () => {
    try {
      const { pending } = await compareSchema(database.pool, migrations);
      if (pending.length === 0) return null;
      return `migrations are pending: ${pending.map(({ name }) => name).join(', ')}`;
    } catch (error) {
      if (error instanceof MigrationError) return error.message;
      throw error;
    }
  };
}
