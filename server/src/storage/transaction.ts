import { Kysely, PostgresDialect } from 'kysely';
import type pg from 'pg';
import type { Database } from './database.ts';
import type { DB } from './generated/database-types.ts';

declare const isTransaction: unique symbol;

/**
 * A transaction that is under way, on a connection of its own. Statements started without awaiting each other are
 * sent together: round trips, not statements, are most of a short transaction's time, and all of it the dealer's
 * clock is held. Only single statements whose order doesn't matter may be started together: a second step of one
 * branch could otherwise run behind the rollback that another has caused.
 */
export type Tx = Kysely<DB> & { readonly [isTransaction]: true };

/** The database, or a transaction: for reads that work in either. */
export type Reader = Kysely<DB>;

/** Commits when `work` resolves, rolls back when it throws. READ COMMITTED: each statement sees what is committed. */
export async function inTransaction<T>(database: Database, work: (trx: Tx) => Promise<T>): Promise<T> {
  const client = await database.pool.connect();
  let broken: Error | undefined;
  try {
    // Queued at once, so before anything that `work` sends.
    const [, result] = await Promise.all([client.query('begin'), work(sessionOf(client))]);
    await commit(client);
    return result;
  } catch (error) {
    // Queued behind whatever is still under way. A connection that can't even roll back is thrown away.
    await client.query('rollback').catch((cause: Error) => {
      broken = cause;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/** PostgreSQL answers the commit of a transaction in which a statement failed with a rollback, not with an error. */
async function commit(client: pg.PoolClient): Promise<void> {
  const { command } = await client.query('commit');
  if (command !== 'COMMIT')
    throw new Error('the transaction could not be committed: a statement in it had failed');
}

const sessions = new WeakMap<pg.PoolClient, Tx>();
const clients = new WeakMap<Tx, pg.PoolClient>();

/** Kysely's own transactions send one statement at a time; this leaves them to the connection. */
function sessionOf(client: pg.PoolClient): Tx {
  const known = sessions.get(client);
  if (known !== undefined) return known;
  const connection = { query: client.query.bind(client), release() {} } as unknown as pg.PoolClient;
  const pool = { connect: async () => connection, end: async () => {}, options: {} };
  const session = new Kysely<DB>({ dialect: new PostgresDialect({ pool }) }) as Tx;
  sessions.set(client, session);
  clients.set(session, client);
  return session;
}

/** Runs `work`; when it throws, undoes its statements but not the transaction, and throws on. */
export async function inSavepoint<T>(trx: Tx, work: () => Promise<T>): Promise<T> {
  const client = clients.get(trx)!;
  try {
    const [, result] = await Promise.all([client.query('savepoint attempt'), work()]);
    return result;
  } catch (error) {
    await client.query('rollback to savepoint attempt');
    throw error;
  }
}
