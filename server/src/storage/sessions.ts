import { sql } from 'kysely';
import type { Micros } from '../domain/time.ts';
import type { Reader } from './transaction.ts';

/** Sessions nobody came back to; those of active users are removed as they expire. Returns how many. */
export async function deleteExpiredSessions(db: Reader, nowUs: Micros): Promise<number> {
  const now = sql<Date>`to_timestamp(${nowUs}::double precision / 1000000)`;
  const result = await db.deleteFrom('sessions').where('expires_at', '<', now).executeTakeFirst();
  return Number(result.numDeletedRows);
}
