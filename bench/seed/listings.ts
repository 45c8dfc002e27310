import { sql } from 'kysely';
import type { Database } from '../../server/src/storage/database.ts';
import { cloneRows } from './clone-rows.ts';

export interface SeedListings {
  readonly dealerId: string;
  /** A published listing. */
  readonly templateId: string;
  readonly count: number;
}

/** More published listings, each a microsecond older than the next and all older than the template. */
export async function seedListings(database: Database, seed: SeedListings): Promise<void> {
  const { dealerId, templateId, count } = seed;
  if (count <= 0) return;
  const stockNumber = sql`'W-' || g.n`;
  const id = sql`md5(t.dealer_id || '/' || g.n)::uuid`;
  const before = await countListings(database, dealerId);
  await cloneRows(database, {
    table: 'listings',
    template: sql`dealer_id = ${dealerId} and id = ${templateId}`,
    source: sql`generate_series(${before}::bigint, ${before + count - 1}::bigint) as g (n)`,
    values: {
      id,
      stock_number: stockNumber,
      created_us: sql`t.created_us - g.n`,
      updated_us: sql`t.updated_us - g.n`,
      // Its times stay the template's: nobody who reads a page compares them.
      public_json: sql`replace(replace(t.public_json, t.id::text, (${id})::text), t.stock_number, ${stockNumber})`,
    },
  });
}

export async function countListings(database: Database, dealerId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from listings where dealer_id = ${dealerId} and livemode
  `.execute(database.kysely);
  return rows[0]!.count;
}
