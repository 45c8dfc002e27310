import { sql } from 'kysely';
import type { DB } from './generated/database-types.ts';
import type { Tx } from './transaction.ts';

/** PostgreSQL takes 65,535 parameters in a statement. */
const MAX_PARAMETERS = 60_000;

/** Inserts rows, or overwrites every column of those whose key exists. All rows have the same columns. */
export async function upsertRows(
  trx: Tx,
  table: keyof DB & string,
  key: readonly string[],
  rows: readonly Record<string, unknown>[],
): Promise<void> {
  const first = rows[0];
  if (first === undefined) return;
  const columns = Object.keys(first);
  const changes = columns.filter((column) => !key.includes(column));
  const rowsPerStatement = Math.floor(MAX_PARAMETERS / columns.length);
  for (let start = 0; start < rows.length; start += rowsPerStatement) {
    const values = rows
      .slice(start, start + rowsPerStatement)
      .map((row) => sql`(${sql.join(columns.map((column) => row[column]))})`);
    await sql`
      insert into ${sql.table(table)} (${sql.join(columns.map((column) => sql.ref(column)))})
      values ${sql.join(values)}
      on conflict (${sql.join(key.map((column) => sql.ref(column)))}) do update
      set ${sql.join(changes.map((column) => sql`${sql.ref(column)} = excluded.${sql.ref(column)}`))}
    `.execute(trx);
  }
}
