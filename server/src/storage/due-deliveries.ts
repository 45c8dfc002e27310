import { sql } from 'kysely';
import type { EventType } from '../domain/event-types.ts';
import type { Plan } from '../domain/plans.ts';
import type { Micros } from '../domain/time.ts';
import type { Database } from './database.ts';
import type { Lease } from './lanes.ts';

/** What an owner must know of its lane and endpoint before it sends. */
export interface LaneState {
  readonly generation: number;
  readonly paused_until_us: Micros;
  readonly url: string;
  readonly is_enabled: boolean;
  readonly secret: Buffer;
  readonly previous_secret: Buffer | null;
  readonly previous_secret_expires_us: Micros | null;
  readonly integration_is_enabled: boolean;
  readonly is_test_mode: boolean;
  readonly plan: Plan;
}

/** Null when the lease is lost or the endpoint deleted. */
export async function findLaneState(database: Database, lease: Lease): Promise<LaneState | null> {
  const { rows } = await sql<LaneState>`
    select l.generation, l.paused_until_us, w.url, w.is_enabled, w.secret, w.previous_secret,
      w.previous_secret_expires_us, i.is_enabled as integration_is_enabled, i.is_test_mode, d.plan
    from endpoint_lanes l
    join webhook_endpoints w on w.dealer_id = l.dealer_id and w.id = l.endpoint_id
    join integrations i on i.dealer_id = l.dealer_id
    join dealers d on d.id = l.dealer_id
    where l.dealer_id = ${lease.dealerId} and l.endpoint_id = ${lease.endpointId}
      and l.lease_token = ${lease.token}
  `.execute(database.kysely);
  return rows[0] ?? null;
}

export interface DueDelivery {
  readonly id: string;
  readonly livemode: boolean;
  readonly event_sequence: number;
  readonly event_id: string;
  readonly event_type: EventType;
  readonly resource_id: string;
  readonly attempt_count: number;
  readonly schedule_step: number;
  readonly expires_us: Micros;
  readonly created_us: Micros;
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

/** The deliveries that are due, the longest waiting first. */
export async function listDueDeliveries(
  database: Database,
  lease: Lease,
  query: DueQuery,
): Promise<DueDelivery[]> {
  const { rows } = await sql<DueDelivery>`
    select d.id, d.livemode, d.event_sequence, d.event_id, d.event_type, d.resource_id, d.attempt_count,
      d.schedule_step, d.expires_us, d.created_us, e.body,
      e.trace_context
    from deliveries d
    left join events e
      on e.dealer_id = d.dealer_id and e.livemode = d.livemode and e.sequence = d.event_sequence
    where d.dealer_id = ${lease.dealerId} and d.endpoint_id = ${lease.endpointId} and d.status = 'pending'
      and d.next_attempt_us <= ${query.nowUs} and d.id <> all(${[...query.except]}::uuid[])
    order by d.next_attempt_us, d.event_sequence
    limit ${query.limit}
  `.execute(database.kysely);
  return rows;
}
