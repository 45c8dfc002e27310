import { sql } from 'kysely';
import type { Database } from './database.ts';

const NAMES = ['statement_timeout', 'idle_in_transaction_session_timeout'];

/**
 * Timeouts that are off on the pool's connections. A hub asks for them at the start of each session; through a pooler
 * it can't, and has what the role was given (`alter role … set statement_timeout = '30s'`). Without them a process
 * that hangs in a transaction keeps its dealer's clock, so that nobody else writes for this dealer.
 */
export async function listMissingTimeouts(database: Database): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select name from pg_settings where name = any(${NAMES}) and setting = '0' order by name
  `.execute(database.kysely);
  return rows.map(({ name }) => name);
}
