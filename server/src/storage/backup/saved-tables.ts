import type pg from 'pg';
import { DISTRIBUTION } from '../distribution.ts';
import type { ArchiveTable } from './archive-format.ts';

const SIGNED_IN = 'whoever was signed in then signs in again';

/** Tables whose rows no backup holds, with the reason: what they say was true of that moment alone. */
export const NOT_SAVED: Readonly<Record<string, string>> = {
  schema_migrations: 'the restore builds the schema by the migrations that the header names',
  workers: 'processes of another time',
  rate_limit_buckets: 'requests of the last minute',
  sign_in_limits: 'sign-ins of the last minutes',
  sessions: SIGNED_IN,
  user_verifications: 'a used link to reset a password would work again',
};

/** Ordinary tables of the hub's schema, but for those that an extension has made. */
export async function listTables(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select relname as name from pg_class c
     where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') and not exists (
       select 1 from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
     order by relname`,
  );
  return rows.map(({ name }) => name);
}

export const isHubTable = (table: string): boolean => DISTRIBUTION[table] !== undefined;

/** Those of `tables` that a backup holds, with their columns; those that others refer to come first. */
export async function describeSavedTables(
  client: pg.Client,
  tables: readonly string[],
): Promise<ArchiveTable[]> {
  const saved = tables.filter((table) => isHubTable(table) && NOT_SAVED[table] === undefined);
  const columns = await listColumns(client, saved);
  return sortByReferences(saved, await listReferences(client, saved)).map((name) => ({
    name,
    columns: columns.filter(({ table }) => table === name).map(({ column }) => column),
  }));
}

async function listColumns(
  client: pg.Client,
  tables: readonly string[],
): Promise<{ table: string; column: string }[]> {
  const { rows } = await client.query<{ table: string; column: string }>(
    `select c.relname as table, a.attname as column
     from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = current_schema()::regnamespace and c.relname = any($1)
       and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
     order by c.relname, a.attnum`,
    [tables],
  );
  return rows;
}

interface Reference {
  readonly from: string;
  readonly to: string;
}

async function listReferences(client: pg.Client, tables: readonly string[]): Promise<Reference[]> {
  const { rows } = await client.query<Reference>(
    `select f.relname as from, t.relname as to
     from pg_constraint k join pg_class f on f.oid = k.conrelid join pg_class t on t.oid = k.confrelid
     where k.contype = 'f' and k.connamespace = current_schema()::regnamespace
       and f.relname = any($1) and t.relname = any($1) and f.oid <> t.oid`,
    [tables],
  );
  return rows;
}

function sortByReferences(tables: readonly string[], references: readonly Reference[]): string[] {
  const sorted = new Set<string>();
  const add = (table: string): void => {
    if (sorted.has(table)) return;
    for (const { from, to } of references) if (from === table) add(to);
    sorted.add(table);
  };
  for (const table of tables) add(table);
  return [...sorted];
}
