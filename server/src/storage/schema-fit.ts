import type pg from 'pg';
import { MigrationError } from './migration-error.ts';
import type { Migration } from './migration-files.ts';

interface AppliedMigration {
  number: number;
  name: string;
  checksum: string;
  breaksBefore: number | null;
}

export interface SchemaFit {
  /** What the database lacks, in order. */
  pending: Migration[];
  /** Names of what a newer build has applied and this one works with. */
  newer: string[];
}

/**
 * Compares the database with the migrations of this build.
 * @throws MigrationError when they don't fit: a newer build has broken this one, or the two have different histories
 */
export async function compareSchema(
  client: { query: pg.Pool['query'] },
  migrations: readonly Migration[],
): Promise<SchemaFit> {
  const known = new Map(migrations.map((migration) => [migration.number, migration]));
  const newer: string[] = [];
  for (const applied of await listApplied(client)) {
    const migration = known.get(applied.number);
    if (applied.number > migrations.length) {
      refuseIfBroken(applied, migrations.length);
      newer.push(applied.name);
    } else if (migration !== undefined) {
      refuseAnother(migration, applied);
      known.delete(applied.number);
    }
  }
  return { pending: [...known.values()], newer };
}

function refuseIfBroken({ name, breaksBefore }: AppliedMigration, newestNumber: number): void {
  if (breaksBefore === null || newestNumber >= breaksBefore) return;
  throw new MigrationError(
    `the database has migration ${name}, with which this build can't work: run the newer build that made it`,
  );
}

function refuseAnother(migration: Migration, applied: AppliedMigration): void {
  if (migration.name !== applied.name) {
    throw new MigrationError(
      `the database has migration ${applied.name} where this build has ${migration.name}: run the build that made it`,
    );
  }
  if (migration.checksum === applied.checksum) return;
  throw new MigrationError(
    `migration ${applied.name} was edited after it was applied to this database: restore it and add a new one instead`,
  );
}

async function listApplied(client: { query: pg.Pool['query'] }): Promise<AppliedMigration[]> {
  const { rows: tables } = await client.query(`select 1 where to_regclass('schema_migrations') is not null`);
  if (tables.length === 0) return [];
  // As JSON: a table that an older build made has no such column yet.
  const { rows } = await client.query<AppliedMigration>(
    `select number, name, checksum, (to_jsonb(m) ->> 'breaks_before')::int as "breaksBefore"
     from schema_migrations m order by number`,
  );
  return rows;
}
