import pg from 'pg';
import type { DatabaseConnection } from '../database.ts';

/** Whatever ends a statement or a transaction that takes long; which of them there are depends on the version. */
const TIMEOUTS = ['statement_timeout', 'transaction_timeout', 'idle_in_transaction_session_timeout'];

/**
 * Runs `work` in one transaction over a connection of its own, which no timeout ends; commits when it resolves.
 * @param begin the statement that begins it
 */
export async function inLongTransaction<T>(
  connection: DatabaseConnection,
  applicationName: string,
  begin: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ ...connection, application_name: applicationName, keepAlive: true });
  client.on('error', () => {}); // the running query rejects with it
  await client.connect();
  try {
    // Before the transaction: a select in it would take its snapshot before the locks.
    const { rows } = await client.query<{ name: string }>(
      `select name from pg_settings where name = any($1)`,
      [TIMEOUTS],
    );
    await client.query(begin);
    for (const { name } of rows) await client.query(`set local ${name} = 0`);
    const result = await work(client);
    await client.query('commit');
    return result;
  } finally {
    // Without a commit it rolls back.
    await client.end();
  }
}
