import { type CompiledQuery, Kysely, PostgresDialect } from 'kysely';
import type pg from 'pg';
import type { Database } from './database.ts';
import type { DB } from './generated/database-types.ts';

declare const isTransaction: unique symbol;

/**
 * A transaction that is under way, on a connection of its own. Statements started without awaiting each other are
 * sent together: round trips, not statements, are most of a short transaction's time, and all of it the dealer's
 * clock is held. Only single statements whose order doesn't matter may be started together (a second step of one
 * branch could otherwise run behind the rollback that another has caused); where it matters, see `send`.
 */
export type Tx = Kysely<DB> & { readonly [isTransaction]: true };

/** The database, or a transaction: for reads that work in either. */
export type Reader = Kysely<DB>;

/** A connection as transactions use it, one after another. */
interface Session {
  readonly client: pg.PoolClient;
  readonly trx: Tx;
  /** Between `begin` and `commit` or `rollback`. */
  isOpen: boolean;
  /** Why PostgreSQL refuses whatever else is sent in this transaction. */
  failure: Error | null;
}

const sessionsByClient = new WeakMap<pg.PoolClient, Session>();
const sessionsByTx = new WeakMap<Reader, Session>();

/**
 * Commits when `work` resolves, rolls back when it throws. READ COMMITTED: each statement sees what is committed.
 * @param last starts statements by `send` alone, which go out together with the commit: when one fails, PostgreSQL
 * rolls back, and its error is thrown
 */
export async function inTransaction<T>(
  database: Database,
  work: (trx: Tx) => Promise<T>,
  last: (result: T) => readonly Promise<unknown>[] = () => [],
): Promise<T> {
  const session = sessionOf(await database.pool.connect());
  const { client, trx } = session;
  let broken: Error | undefined;
  try {
    session.isOpen = true;
    session.failure = null;
    // Queued at once, so before anything that `work` sends.
    const [, result] = await Promise.all([query(session, 'begin'), work(trx)]);
    const statements = last(result);
    await Promise.all([...statements, commit(session)]);
    return result;
  } catch (error) {
    // Queued behind whatever is still under way. A connection that can't even roll back is thrown away.
    session.isOpen = false;
    await query(session, 'rollback').catch((cause: Error) => {
      broken = cause;
    });
    throw isAfterFailure(error) ? (session.failure ?? error) : error;
  } finally {
    client.release(broken);
  }
}

/** A query builder or an `sql` template of Kysely. */
interface Statement<Row> {
  compile(db: Reader): CompiledQuery<Row>;
}

/**
 * Runs a statement. In a transaction it is on its way when this returns its promise, so statements run in the order of
 * these calls, and before any that Kysely executes at the same time, which takes a few turns first.
 */
export async function send<Row>(db: Reader, statement: Statement<Row>): Promise<Row[]> {
  const session = sessionsByTx.get(db);
  const compiled = statement.compile(db);
  if (session === undefined) return (await db.executeQuery(compiled)).rows;
  assertOpen(session);
  const { rows } = await query(session, compiled.sql, compiled.parameters);
  return rows as Row[];
}

/** PostgreSQL answers the commit of a transaction in which a statement failed with a rollback, not with an error. */
async function commit(session: Session): Promise<void> {
  session.isOpen = false;
  const { command } = await query(session, 'commit');
  if (command !== 'COMMIT') {
    throw (
      session.failure ?? new Error('the transaction could not be committed: a statement in it had failed')
    );
  }
}

/** `in_failed_sql_transaction`: of several statements under way the one that failed may be heard of last. */
const isAfterFailure = (error: unknown): boolean => (error as { code?: unknown }).code === '25P02';

/** What would run behind the commit or the rollback would run in no transaction, or in somebody else's. */
function assertOpen(session: Session): void {
  if (!session.isOpen) throw new Error('a statement was sent in a transaction that has ended');
}

/** Everything that is sent in one turn of the event loop is one system call. */
function query(session: Session, text: string, values?: readonly unknown[]): Promise<pg.QueryResult<object>> {
  const { client } = session;
  const { stream } = (client as unknown as { connection: pg.Connection }).connection;
  stream.cork();
  process.nextTick(() => stream.uncork());
  const result = client.query(text, values as unknown[] | undefined);
  result.catch((error: Error) => {
    if (!isAfterFailure(error)) session.failure = error;
  });
  return result;
}

/** Kysely's own transactions send one statement at a time; this leaves them to the connection. */
function sessionOf(client: pg.PoolClient): Session {
  const known = sessionsByClient.get(client);
  if (known !== undefined) return known;
  const connection = {
    async query(text: string, values?: readonly unknown[]) {
      assertOpen(session);
      return await query(session, text, values);
    },
    release() {},
  } as unknown as pg.PoolClient;
  const pool = { connect: async () => connection, end: async () => {}, options: {} };
  const trx = new Kysely<DB>({ dialect: new PostgresDialect({ pool }) }) as Tx;
  const session: Session = { client, trx, isOpen: false, failure: null };
  sessionsByClient.set(client, session);
  sessionsByTx.set(trx, session);
  return session;
}

/** Runs `work`; when it throws, undoes its statements but not the transaction, and throws on. */
export async function inSavepoint<T>(trx: Tx, work: () => Promise<T>): Promise<T> {
  const session = sessionsByTx.get(trx)!;
  try {
    const [, result] = await Promise.all([query(session, 'savepoint attempt'), work()]);
    return result;
  } catch (error) {
    await query(session, 'rollback to savepoint attempt');
    throw error;
  }
}
