import { sql } from 'kysely';
import type { EventType } from '../domain/event-types.ts';
import type { ReplayScope } from '../domain/replay.ts';
import type { Micros } from '../domain/time.ts';
import type { World } from '../domain/world.ts';
import type { LaneRef } from './lanes.ts';
import type { Reader, Tx } from './transaction.ts';

/** Sequences of one world. */
export interface SequenceSpan {
  readonly next: number;
  /** Exclusive. */
  readonly end: number;
}

/** What is kept, up to the newest event. */
export async function findKeptSpan(db: Reader, world: World): Promise<SequenceSpan> {
  const { rows } = await sql<SequenceSpan>`
    select oldest_sequence as next, last_sequence + 1 as end from dealer_clocks
    where dealer_id = ${world.dealerId} and livemode = ${world.livemode}
  `.execute(db);
  return rows[0]!;
}

/**
 * The first sequence of the span whose event happened at `timeUs` or later; the span's end when there is none. By
 * halving, as times rise with sequences: about twenty look-ups in a million events. What is pruned is older.
 */
export async function findFirstSequence(
  db: Reader,
  world: World,
  span: SequenceSpan,
  timeUs: Micros,
): Promise<number> {
  const { rows } = await sql<{ low: number }>`
    with recursive halving (low, high) as (
      select ${span.next}::bigint, ${span.end}::bigint
      union all
      select case when is_before then middle + 1 else low end, case when is_before then high else middle end
      from (
        select h.low, h.high, (h.low + h.high) / 2 as middle, coalesce((
          select e.created_us < ${timeUs} from events e
          where e.dealer_id = ${world.dealerId} and e.livemode = ${world.livemode}
            and e.sequence = (h.low + h.high) / 2), true) as is_before
        from halving h where h.low < h.high
      ) step
    )
    select low from halving where low >= high
  `.execute(db);
  return rows[0]!.low;
}

/** Events `e` of a span with their delivery `d` to the endpoint, where the replay takes them. */
const replayable = (lane: LaneRef, span: SequenceSpan, scope: ReplayScope) => sql`
  from events e
  left join deliveries d
    on d.dealer_id = e.dealer_id and d.event_id = e.id and d.endpoint_id = ${lane.endpointId}
  where e.dealer_id = ${lane.dealerId} and e.livemode = ${scope.livemode}
    and e.sequence >= ${span.next} and e.sequence < ${span.end}
    and (e.type = any(${[...scope.subscribed]}::text[])
      or ${scope.pings}::boolean and e.type = 'integration.test_event' and d.id is not null)
    and case when d.id is null then ${scope.addsDeliveries}::boolean
      else d.status <> 'pending' and (not ${scope.only_failed}::boolean or d.status in ('failed', 'cancelled')) end`;

/** Keeps one statement short, whatever the range: 200,000 took from 0.7 s to 5 s before the first analyze. */
const COUNTED_AT_ONCE = 100_000;

export async function countReplayable(
  db: Reader,
  lane: LaneRef,
  span: SequenceSpan,
  scope: ReplayScope,
  countedAtOnce = COUNTED_AT_ONCE,
): Promise<number> {
  let total = 0;
  for (let { next } = span; next < span.end; next += countedAtOnce) {
    const part = { next, end: Math.min(span.end, next + countedAtOnce) };
    const { rows } = await sql<{ count: number }>`
      select count(*) as count ${replayable(lane, part, scope)}
    `.execute(db);
    total += rows[0]!.count;
  }
  return total;
}

export interface ReplayableEvent {
  readonly id: string;
  readonly sequence: number;
  readonly type: EventType;
  readonly resourceId: string;
  readonly createdUs: Micros;
  /** Null when the event has no delivery to the endpoint yet. */
  readonly deliveryId: string | null;
}

/** In the order of their sequences. */
export async function listReplayable(
  trx: Tx,
  lane: LaneRef,
  span: SequenceSpan,
  scope: ReplayScope & { readonly limit: number },
): Promise<ReplayableEvent[]> {
  const { rows } = await sql<ReplayableEvent>`
    select e.id, e.sequence, e.type, e.resource_id as "resourceId", e.created_us as "createdUs",
      d.id as "deliveryId"
    ${replayable(lane, span, scope)}
    order by e.sequence limit ${scope.limit}
  `.execute(trx);
  return rows;
}

/** Deliveries of the lane that are due; counts no further than `limit`. */
export async function countDue(trx: Tx, lane: LaneRef, nowUs: Micros, limit: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (
      select from deliveries
      where dealer_id = ${lane.dealerId} and endpoint_id = ${lane.endpointId} and status = 'pending'
        and next_attempt_us <= ${nowUs}
      limit ${limit}) due
  `.execute(trx);
  return rows[0]!.count;
}
