import { sql } from 'kysely';
import type { Micros } from '../domain/time.ts';
import type { Reader } from './transaction.ts';

export interface HealthBucket {
  /** Start of the hour. */
  readonly hour_us: Micros;
  readonly delivered: number;
  readonly failed: number;
  readonly pending: number;
  readonly cancelled: number;
}

/** Deliveries by the hour of their event, oldest hour first; hours without any are left out. */
export async function listHealthBuckets(
  db: Reader,
  dealerId: string,
  query: {
    readonly livemode?: boolean | undefined;
    readonly endpointId?: string | undefined;
    readonly sinceUs: Micros;
  },
): Promise<HealthBucket[]> {
  const livemode = query.livemode ?? null;
  const endpointId = query.endpointId ?? null;
  const { rows } = await sql<HealthBucket>`
    select created_us / 3600000000 * 3600000000 as hour_us,
      count(*) filter (where status = 'delivered') as delivered,
      count(*) filter (where status = 'failed') as failed,
      count(*) filter (where status = 'pending') as pending,
      count(*) filter (where status = 'cancelled') as cancelled
    from deliveries
    where dealer_id = ${dealerId} and created_us >= ${query.sinceUs}
      and (${livemode}::boolean is null or livemode = ${livemode}::boolean)
      and (${endpointId}::uuid is null or endpoint_id = ${endpointId}::uuid)
    group by 1 order by 1
  `.execute(db);
  return rows;
}

export interface AttemptStatistics {
  readonly attempts: number;
  readonly succeeded: number;
  readonly p50_ms: number | null;
  readonly p95_ms: number | null;
}

/** How an endpoint answered; latency over all attempts that got an answer. */
export async function getAttemptStatistics(
  db: Reader,
  dealerId: string,
  endpointId: string,
  sinceUs: Micros,
): Promise<AttemptStatistics> {
  const { rows } = await sql<AttemptStatistics>`
    select count(*) as attempts,
      count(*) filter (where a.http_status between 200 and 299) as succeeded,
      percentile_disc(0.5) within group (order by a.duration_ms) filter (where a.http_status is not null) as p50_ms,
      percentile_disc(0.95) within group (order by a.duration_ms) filter (where a.http_status is not null) as p95_ms
    from deliveries d join delivery_attempts a on a.dealer_id = d.dealer_id and a.delivery_id = d.id
    where d.dealer_id = ${dealerId} and d.endpoint_id = ${endpointId} and d.created_us >= ${sinceUs}
  `.execute(db);
  return rows[0]!;
}

/** When the oldest delivery that is still pending was committed; null when none is. */
export async function findOldestPendingUs(
  db: Reader,
  dealerId: string,
  query: { readonly livemode?: boolean; readonly endpointId?: string },
): Promise<{ count: number; oldest_us: Micros | null }> {
  const livemode = query.livemode ?? null;
  const endpointId = query.endpointId ?? null;
  const { rows } = await sql<{ count: number; oldest_us: Micros | null }>`
    select count(*) as count, min(created_us) as oldest_us from deliveries
    where dealer_id = ${dealerId} and status = 'pending'
      and (${livemode}::boolean is null or livemode = ${livemode}::boolean)
      and (${endpointId}::uuid is null or endpoint_id = ${endpointId}::uuid)
  `.execute(db);
  return rows[0]!;
}
