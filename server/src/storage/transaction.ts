import { type Kysely, sql, type Transaction } from 'kysely';
import type { Database } from './database.ts';
import type { DB } from './generated/database-types.ts';

/** A transaction that is under way. */
export type Tx = Transaction<DB>;

/** The database, or a transaction: for reads that work in either. */
export type Reader = Kysely<DB>;

/** Commits when `work` resolves, rolls back when it throws. READ COMMITTED: each statement sees what is committed. */
export async function inTransaction<T>(database: Database, work: (trx: Tx) => Promise<T>): Promise<T> {
  return await database.kysely.transaction().execute(work);
}

/** Runs `work`; when it throws, undoes its statements but not the transaction, and throws on. */
export async function inSavepoint<T>(trx: Tx, work: () => Promise<T>): Promise<T> {
  await sql`savepoint attempt`.execute(trx);
  try {
    return await work();
  } catch (error) {
    await sql`rollback to savepoint attempt`.execute(trx);
    throw error;
  }
}
