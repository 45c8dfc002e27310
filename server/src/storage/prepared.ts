import { sql } from 'kysely';
import type pg from 'pg';

/** For texts that are no templates. */
export const MARK = '/* prepared */';

/**
 * Ends a statement of the hot path: PostgreSQL then parses and plans it once for each connection. Not for one with
 * `select *`, which a new column would break on connections that have prepared it, nor for one whose best plan depends on
 * its parameters: with all statements prepared, CSV imports ran at half their speed.
 */
export const PREPARED = sql.raw(MARK);

const names = new Map<string, string>();

function nameOf(text: string): string {
  const name = names.get(text) ?? `hub_${names.size + 1}`;
  names.set(text, name);
  return name;
}

/** Lets a connection prepare what is marked. Not behind a pooler in transaction mode, where others may get it. */
export function prepareMarked(client: pg.Client): void {
  const send = client.query.bind(client) as (...args: unknown[]) => unknown;
  const query = (text: unknown, values?: unknown, ...rest: unknown[]): unknown =>
    typeof text === 'string' && text.endsWith(MARK)
      ? send({ name: nameOf(text), text, values }, ...rest)
      : send(text, values, ...rest);
  client.query = query as typeof client.query;
}
