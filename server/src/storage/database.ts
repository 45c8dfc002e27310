import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { DB } from './generated/database-types.ts';
import { prepareMarked } from './prepared.ts';

/** Where a database is: a URL (`postgresql://…`), or its parts; `host` may be a Unix socket's folder. */
export type DatabaseConnection =
  | { connectionString: string }
  | { host: string; port: number; user: string; password: string; database: string };

export interface DatabaseOptions {
  connection: DatabaseConnection;
  /**
   * Past a pooler in transaction mode, which is what `connection` leads to then. Such a pooler takes no settings for
   * a session, so the first two timeouts below are the role's own; see server-timeouts.ts. Null = no pooler.
   */
  sessionConnection?: DatabaseConnection | null;
  /** Connections of this process at most. */
  poolSize: number;
  /** Shown by `pg_stat_activity`. */
  applicationName: string;
  /** An idle connection broke. The pool has dropped it already and opens another when it needs one. */
  onError(error: Error): void;
  /** For a pool whose statements are few and have one good plan each, so that none is planned again. Default false. */
  plansOnce?: boolean;
  /** Default 30 s. */
  statementTimeoutMs?: number;
  /** Default 10 s: an open transaction holds its dealer's clock, so nobody else of that dealer can write. */
  idleInTransactionTimeoutMs?: number;
  /**
   * Default 40 s: more than the server takes to end a statement itself. Without an answer by then the connection
   * is given up; a network that swallows packets would hold it, and a writer's turn, for a quarter of an hour.
   */
  answerTimeoutMs?: number;
}

export interface Database {
  kysely: Kysely<DB>;
  pool: pg.Pool;
  /** For a connection that keeps its session, outside the pool. */
  sessionOptions: pg.ClientConfig;
  /** Waits for the connections in use to come back, then closes all. */
  close(): Promise<void>;
}

const CONNECT_TIMEOUT_MS = 10_000;
const PLANS_ONCE = '-c plan_cache_mode=force_generic_plan';

export function openDatabase(options: DatabaseOptions): Database {
  const { connection, sessionConnection = null } = options;
  const shared: pg.ClientConfig = {
    application_name: options.applicationName,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: options.answerTimeoutMs ?? 40_000,
    keepAlive: true,
    types: { getTypeParser },
  };
  const timeouts = {
    statement_timeout: options.statementTimeoutMs ?? 30_000,
    idle_in_transaction_session_timeout: options.idleInTransactionTimeoutMs ?? 10_000,
  };
  const pool = new pg.Pool({
    ...connection,
    ...shared,
    ...(sessionConnection === null ? timeouts : {}),
    ...(sessionConnection === null && options.plansOnce === true ? { options: PLANS_ONCE } : {}),
    max: options.poolSize,
    // Statements that don't depend on each other are sent together; see transaction.ts.
    pipeline: true,
  } as pg.PoolConfig);
  pool.on('error', (error) => options.onError(error));
  // One that breaks while it is in use rejects its query, but between two queries it would end the process.
  pool.on('connect', (client) => client.on('error', () => {}));
  if (sessionConnection === null) pool.on('connect', (client) => prepareMarked(client as pg.Client));
  const kysely = new Kysely<DB>({ dialect: new PostgresDialect({ pool }) });
  let closing: Promise<void> | undefined;
  return {
    kysely,
    pool,
    sessionOptions: { ...(sessionConnection ?? connection), ...shared, ...timeouts },
    close() {
      closing ??= pool.end(); // which rejects a second call
      return closing;
    },
  };
}

/** For all but 64-bit integers the driver's own, so `numeric` stays an exact string. */
const getTypeParser: typeof pg.types.getTypeParser = (oid: number, format?: 'text' | 'binary') => {
  if (format !== 'binary') {
    if (oid === pg.types.builtins.INT8) return parseSafeInteger;
    if (oid === INT8_ARRAY) return parseSafeIntegers;
  }
  return pg.types.getTypeParser(oid, format as 'text');
};

const INT8_ARRAY = 1016;
const TEXT_ARRAY = 1009 as typeof pg.types.builtins.TEXT; // its list lacks the arrays
const parseArrayOfText: (text: string) => (string | null)[] = pg.types.getTypeParser(TEXT_ARRAY);

function parseSafeIntegers(text: string): (number | null)[] {
  return parseArrayOfText(text).map((item) => (item === null ? null : parseSafeInteger(item)));
}

/** Microseconds, minor units and sequences fit into 53 bits; a number that was rounded silently would not be noticed. */
function parseSafeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} from the database exceeds a safe integer`);
  return value;
}
