import { sql } from 'kysely';
import { HOLD_US } from '../domain/endpoint-health.ts';
import type { EventType } from '../domain/event-types.ts';
import type { Micros } from '../domain/time.ts';
import type { Database } from './database.ts';
import type { Lease } from './lanes.ts';
import { PREPARED } from './prepared.ts';

export interface DueDelivery {
  readonly id: string;
  readonly livemode: boolean;
  readonly event_sequence: number;
  readonly event_id: string;
  readonly event_type: EventType;
  readonly resource_id: string;
  readonly attempt_count: number;
  readonly schedule_step: number;
  readonly created_us: Micros;
  readonly expires_us: Micros;
  /** Retried by hand or replayed: neither waits for others of its resource nor holds them back. */
  readonly is_unordered: boolean;
  /** When a failing delivery that stands before it in its resource's order is tried again; null when none does. */
  readonly behind_until_us: Micros | null;
  /** Null when the event is no longer kept. */
  readonly body: string | null;
  /** W3C `traceparent` of the write that made the event. */
  readonly trace_context: string | null;
}

export interface DueQuery {
  readonly nowUs: Micros;
  readonly limit: number;
  /** Deliveries that the owner has in hand already. */
  readonly except: readonly string[];
}

/** What every reading of deliveries returns; `d` is the delivery. */
const COLUMNS = sql`d.id, d.livemode, d.event_sequence, d.event_id, d.event_type, d.resource_id, d.attempt_count,
  d.schedule_step, d.created_us, d.expires_us, d.is_unordered, e.body, e.trace_context`;

/** `f` is a failing delivery that stands before `d` in the order of its resource. */
const FAILING_BEFORE = sql`f.dealer_id = d.dealer_id and f.endpoint_id = d.endpoint_id and f.livemode = d.livemode
  and f.resource_id = d.resource_id and f.status = 'pending' and f.schedule_step > 0 and not f.is_unordered
  and f.event_sequence < d.event_sequence`;

/**
 * The deliveries that are due, the longest waiting first. What stands behind a retry that is due and not in hand yet is
 * left for the next reading, for as long as it may be held back: it may have become due before that retry, which then
 * needn't be among the first.
 */
export async function listDueDeliveries(
  database: Database,
  lease: Lease,
  query: DueQuery,
): Promise<DueDelivery[]> {
  const except = [...query.except];
  const { rows } = await sql<DueDelivery>`
    select ${COLUMNS}, case when not d.is_unordered then (
        select min(f.next_attempt_us) from deliveries f
        where ${FAILING_BEFORE} and f.next_attempt_us > ${query.nowUs}
      ) end as behind_until_us
    from deliveries d
    left join events e
      on e.dealer_id = d.dealer_id and e.livemode = d.livemode and e.sequence = d.event_sequence
    where d.dealer_id = ${lease.dealerId} and d.endpoint_id = ${lease.endpointId} and d.status = 'pending'
      and d.next_attempt_us <= ${query.nowUs} and d.id <> all(${except}::uuid[])
      and (d.is_unordered or d.created_us <= ${query.nowUs - HOLD_US} or not exists (
        select from deliveries f
        where ${FAILING_BEFORE} and f.next_attempt_us <= ${query.nowUs} and f.id <> all(${except}::uuid[])))
    order by d.next_attempt_us, d.event_sequence
    limit ${query.limit} ${PREPARED}`.execute(database.kysely);
  return rows;
}

/**
 * What may be sent to an endpoint that fails as a whole: one delivery that is due. First one that somebody waits
 * for (a ping, a retry by hand), else the oldest. Those whose time is over come too, up to `limit`, to be ended.
 * Reads all that is pending for the endpoint; a probe is rare.
 */
export async function listProbe(
  database: Database,
  lease: Lease,
  query: Pick<DueQuery, 'nowUs' | 'limit'>,
): Promise<DueDelivery[]> {
  const { nowUs, limit } = query;
  const { rows } = await sql<DueDelivery>`
    with waiting as materialized (
      select id, created_us, event_sequence, next_attempt_us, expires_us,
        next_attempt_us <= ${nowUs} and schedule_step = 0
          and (is_unordered or event_type = 'integration.test_event') as is_urgent
      from deliveries
      where dealer_id = ${lease.dealerId} and endpoint_id = ${lease.endpointId} and status = 'pending'
    ), probe as (
      select id from waiting where expires_us >= ${nowUs}
      order by is_urgent desc, created_us, event_sequence limit 1
    )
    select ${COLUMNS}, null as behind_until_us
    from deliveries d
    left join events e
      on e.dealer_id = d.dealer_id and e.livemode = d.livemode and e.sequence = d.event_sequence
    where d.dealer_id = ${lease.dealerId} and d.id in (
      select p.id from probe p join waiting w on w.id = p.id where w.next_attempt_us <= ${nowUs}
      union all (select id from waiting where expires_us < ${nowUs} limit ${limit}))
  `.execute(database.kysely);
  return rows;
}
