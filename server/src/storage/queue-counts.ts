import { sql } from 'kysely';
import type { Micros } from '../domain/time.ts';
import type { Reader } from './transaction.ts';

export interface QueueCounts {
  readonly due_lanes: number;
  readonly owned_lanes: number;
  readonly workers: number;
  readonly oldest_due_seconds: number;
}

/** Over all dealers, from the small coordination tables alone; for the operator's metrics. */
export async function countQueues(db: Reader, nowUs: Micros): Promise<QueueCounts> {
  const { rows } = await sql<QueueCounts>`
    select count(*) filter (where due_us <= ${nowUs}) as due_lanes,
      count(*) filter (where lease_worker is not null) as owned_lanes,
      (select count(*) from workers) as workers,
      greatest(0, (${nowUs} - coalesce(min(due_us), ${nowUs}))::double precision / 1000000) as oldest_due_seconds
    from endpoint_lanes
  `.execute(db);
  return rows[0]!;
}
