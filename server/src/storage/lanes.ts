import { sql } from 'kysely';
import { PROBING_FROM_FAILURES } from '../domain/endpoint-health.ts';
import type { Plan } from '../domain/plans.ts';
import type { Micros } from '../domain/time.ts';
import type { Database } from './database.ts';
import { PREPARED } from './prepared.ts';
import type { Tx } from './transaction.ts';

// Lock order of the engine: endpoint row (only to disable it) -> its lane -> its deliveries. Whoever else changes
// deliveries of a lane (cancel, retry by hand, replay) locks the lane first too, after the dealer's clock and the endpoint.
// Writers raise lanes last of all, in the order of their ids; the engine never holds two lanes at once.

/** The queue of one endpoint. */
export interface LaneRef {
  readonly dealerId: string;
  readonly endpointId: string;
}

/** The right to work on a lane; void as soon as the lane's token is another. */
export interface Lease extends LaneRef {
  readonly token: number;
}

export interface ClaimRequest {
  readonly workerId: string;
  readonly nowUs: Micros;
  readonly limit: number;
  /** Null = any that is due. */
  readonly lanes: readonly LaneRef[] | null;
  /**
   * What this worker knows to be its own; the rest that stands in its name was claimed by a statement whose answer got lost,
   * and is claimed anew. Null = it does not say, and nothing of its own is.
   */
  readonly owned: readonly LaneRef[] | null;
}

/** What an owner must know of its lane and endpoint before it sends. */
export interface LaneState {
  readonly generation: number;
  readonly paused_until_us: Micros;
  readonly paced_until_us: Micros;
  readonly consecutive_failures: number;
  readonly url: string;
  readonly rate_limit_per_second: number;
  readonly is_enabled: boolean;
  readonly secret: Buffer;
  readonly previous_secret: Buffer | null;
  readonly previous_secret_expires_us: Micros | null;
  readonly integration_is_enabled: boolean;
  readonly is_test_mode: boolean;
  readonly plan: Plan;
}

/** A LaneState's columns, of `l`, `w`, `i` and `d`. */
const STATE = sql`l.generation, l.paused_until_us, l.paced_until_us, l.consecutive_failures, w.url,
  w.rate_limit_per_second, w.is_enabled, w.secret, w.previous_secret, w.previous_secret_expires_us,
  i.is_enabled as integration_is_enabled, i.is_test_mode, d.plan`;

/** Null when the lease is lost or the endpoint deleted. */
export async function findLaneState(database: Database, lease: Lease): Promise<LaneState | null> {
  const { rows } = await sql<LaneState>`
    select ${STATE}
    from endpoint_lanes l
    join webhook_endpoints w on w.dealer_id = l.dealer_id and w.id = l.endpoint_id
    join integrations i on i.dealer_id = l.dealer_id
    join dealers d on d.id = l.dealer_id
    where l.dealer_id = ${lease.dealerId} and l.endpoint_id = ${lease.endpointId}
      and l.lease_token = ${lease.token} ${PREPARED}`.execute(database.kysely);
  return rows[0] ?? null;
}

export interface ClaimedLane {
  readonly lease: Lease;
  /** As it was claimed. */
  readonly state: LaneState;
}

/** Takes lanes that are due and free: without an owner, or with one that is not registered or does not know of it. */
export async function claimLanes(database: Database, request: ClaimRequest): Promise<ClaimedLane[]> {
  const { nowUs, lanes, owned } = request;
  const wanted = lanes === null ? sql`true` : isAmong(lanes);
  const isForgotten =
    owned === null ? sql`false` : sql`l.lease_worker = ${request.workerId} and not ${isAmong(owned)}`;
  const { rows } = await sql<Lease & LaneState>`
    update endpoint_lanes l set lease_worker = ${request.workerId}, lease_token = l.lease_token + 1
    from (
      select l.dealer_id, l.endpoint_id from endpoint_lanes l
      where ${wanted} and l.due_us <= ${nowUs} and l.paused_until_us <= ${nowUs}
        and (l.lease_worker is null or not exists (select from workers w where w.id = l.lease_worker)
          or ${isForgotten})
      order by l.due_us
      limit ${request.limit}
      for update of l skip locked
    ) free
    join webhook_endpoints w on w.dealer_id = free.dealer_id and w.id = free.endpoint_id
    join integrations i on i.dealer_id = free.dealer_id
    join dealers d on d.id = free.dealer_id
    where l.dealer_id = free.dealer_id and l.endpoint_id = free.endpoint_id
    returning l.dealer_id as "dealerId", l.endpoint_id as "endpointId", l.lease_token as token, ${STATE}
    ${PREPARED}`.execute(database.kysely);
  return rows.map(({ dealerId, endpointId, token, ...state }) => ({
    lease: { dealerId, endpointId, token },
    state,
  }));
}

const isAmong = (lanes: readonly LaneRef[]) => sql`(l.dealer_id, l.endpoint_id) in (
  select * from unnest(${lanes.map((lane) => lane.dealerId)}::uuid[],
    ${lanes.map((lane) => lane.endpointId)}::uuid[]))`;

export interface ReleasedLane {
  /** When it has to be claimed again; null = nothing is pending. */
  readonly dueUs: Micros | null;
}

/**
 * When a lane has to be claimed again. One that fails as a whole is due with its oldest delivery alone, or when the time
 * of that one is over; the others wait.
 */
const NEXT_DUE_US = sql`case when l.consecutive_failures >= ${sql.lit(PROBING_FROM_FAILURES)}
  then (
    select least(d.next_attempt_us, d.expires_us + 1) from deliveries d
    where d.dealer_id = l.dealer_id and d.endpoint_id = l.endpoint_id and d.status = 'pending'
    order by d.created_us, d.event_sequence limit 1)
  else (
    select min(d.next_attempt_us) from deliveries d
    where d.dealer_id = l.dealer_id and d.endpoint_id = l.endpoint_id and d.status = 'pending')
  end`;

/**
 * Lets a lane go that was seen empty at `generation`. Null when it can't be: something was added since, or the
 * lease is lost; reading again tells which.
 */
export async function releaseLane(
  database: Database,
  lease: Lease,
  generation: number,
): Promise<ReleasedLane | null> {
  const { rows } = await sql<{ due_us: number | null; paused_until_us: number }>`
    update endpoint_lanes l set lease_worker = null, due_us = ${NEXT_DUE_US}
    where l.dealer_id = ${lease.dealerId} and l.endpoint_id = ${lease.endpointId}
      and l.lease_token = ${lease.token} and l.generation = ${generation}
    returning l.due_us, l.paused_until_us ${PREPARED}`.execute(database.kysely);
  const [lane] = rows;
  if (lane === undefined) return null;
  return { dueUs: lane.due_us === null ? null : Math.max(lane.due_us, lane.paused_until_us) };
}

/** Gives a lane up as it is, so that whoever claims it next sees all that is pending. */
export async function handBackLane(database: Database, lease: Lease): Promise<void> {
  await sql`
    update endpoint_lanes set lease_worker = null
    where dealer_id = ${lease.dealerId} and endpoint_id = ${lease.endpointId} and lease_token = ${lease.token}
  `.execute(database.kysely);
}

/** Holds a lane to the end of the transaction; false when its endpoint has been deleted. */
export async function lockLane(trx: Tx, lane: LaneRef): Promise<boolean> {
  const { rows } = await sql`
    select from endpoint_lanes
    where dealer_id = ${lane.dealerId} and endpoint_id = ${lane.endpointId} for update
  `.execute(trx);
  return rows.length > 0;
}
