import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../../server/src/storage/database.ts';

/** Rows made from one that the hub itself has written, so that they are what it writes, whatever columns it has. */
export interface RowClones {
  readonly table: string;
  /** Finds the row `t` that is cloned. */
  readonly template: RawBuilder<unknown>;
  /** One clone for each of its rows, such as `generate_series(1, 10) as g (n)`. */
  readonly source: RawBuilder<unknown>;
  /** Columns that differ, as expressions over `t` and the source. */
  readonly values: Readonly<Record<string, RawBuilder<unknown>>>;
}

/** @throws Error when there is no template */
export async function cloneRows(database: Database, clones: RowClones): Promise<void> {
  const columns = await listColumns(database, clones.table);
  const names = columns.map((column) => sql.ref(column));
  const values = columns.map((column) => clones.values[column] ?? sql`t.${sql.ref(column)}`);
  const { numAffectedRows } = await sql`
    insert into ${sql.table(clones.table)} (${sql.join(names)})
    select ${sql.join(values)}
    from (select * from ${sql.table(clones.table)} where ${clones.template} limit 1) t cross join ${clones.source}
  `.execute(database.kysely);
  if (!numAffectedRows) throw new Error(`nothing was cloned in ${clones.table}`);
}

async function listColumns(database: Database, table: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select column_name as name from information_schema.columns
    where table_schema = current_schema and table_name = ${table} and is_generated = 'NEVER'
    order by ordinal_position
  `.execute(database.kysely);
  return rows.map((row) => row.name);
}
