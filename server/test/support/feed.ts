import { sql } from 'kysely';
import type { Database } from '../../src/storage/database.ts';

/** Lengthens a live feed with `order.fulfilled`, whose bodies are only as large as asked: `{"sequence":…,"filler":"…"}`. */
export async function fillFeed(
  database: Database,
  dealerId: string,
  { upTo, bytes = 0 }: { upTo: number; bytes?: number },
): Promise<void> {
  await sql`
    with filled as (
      insert into events (dealer_id, livemode, sequence, id, type, resource_id, created_us, body)
      select c.dealer_id, true, s, gen_random_uuid(), 'order.fulfilled', gen_random_uuid(), c.last_updated_us,
             '{"sequence":' || s || ',"filler":"' || repeat('x', ${bytes}) || '"}'
      from dealer_clocks c, generate_series(c.last_sequence + 1, ${upTo}::bigint) s
      where c.dealer_id = ${dealerId} and c.livemode)
    update dealer_clocks set last_sequence = ${upTo} where dealer_id = ${dealerId} and livemode
  `.execute(database.kysely);
}
