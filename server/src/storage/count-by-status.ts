import { type RawBuilder, sql } from 'kysely';
import type { World } from '../domain/world.ts';
import type { Reader } from './transaction.ts';

/** How many rows of the world have each status; without a filter, of all rows. */
export async function countByStatus(
  db: Reader,
  table: 'listings' | 'orders',
  world: World,
  filter: RawBuilder<boolean> = sql`true`,
): Promise<Record<string, number>> {
  const { rows } = await sql<{ status: string; count: number }>`
    select status, count(*) as count from ${sql.table(table)}
    where dealer_id = ${world.dealerId} and livemode = ${world.livemode} and ${filter} group by status
  `.execute(db);
  return Object.fromEntries(rows.map((row) => [row.status, row.count]));
}
