import { sql } from 'kysely';
import { PROBING_FROM_FAILURES } from '../domain/endpoint-health.ts';
import type { EventType } from '../domain/event-types.ts';
import type { Micros } from '../domain/time.ts';
import type { World } from '../domain/world.ts';
import { PREPARED } from './prepared.ts';
import { send, type Tx } from './transaction.ts';

export interface NewEvent {
  readonly id: string;
  readonly sequence: number;
  readonly type: EventType;
  readonly resourceId: string;
  readonly createdUs: Micros;
  readonly body: string;
  /** W3C; null when the write isn't traced. */
  readonly traceparent: string | null;
}

export interface NewDelivery {
  readonly id: string;
  readonly endpointId: string;
  readonly url: string;
  readonly event: Omit<NewEvent, 'body' | 'traceparent'>;
  readonly expiresUs: Micros;
  /** Why it is not sent, or null when it is due now. */
  readonly cancelReason: string | null;
}

export async function insertEvents(trx: Tx, world: World, events: readonly NewEvent[]): Promise<void> {
  const statement = sql`
    insert into events (dealer_id, livemode, sequence, id, type, resource_id, created_us, body,
      trace_context)
    select ${world.dealerId}, ${world.livemode}, e.*
    from unnest(${events.map((it) => it.sequence)}::bigint[], ${events.map((it) => it.id)}::uuid[],
      ${events.map((it) => it.type)}::text[], ${events.map((it) => it.resourceId)}::uuid[],
      ${events.map((it) => it.createdUs)}::bigint[], ${events.map((it) => it.body)}::text[],
      ${events.map((it) => it.traceparent)}::text[]) as e ${PREPARED}`;
  await send(trx, statement);
}

/**
 * @param dueUs by the wall clock: the dealer's clock may run ahead of it after a jump backwards, and a delivery
 * must not wait for the difference
 */
export async function insertDeliveries(
  trx: Tx,
  world: World,
  deliveries: readonly NewDelivery[],
  dueUs: Micros,
): Promise<void> {
  const column = <T>(value: (delivery: NewDelivery) => T): T[] => deliveries.map(value);
  const statement = sql`
    insert into deliveries (dealer_id, livemode, id, endpoint_id, url, event_sequence, event_id, event_type,
      resource_id, created_us, expires_us, reason, status, next_attempt_us)
    select ${world.dealerId}, ${world.livemode}, d.*,
      case when d.reason is null then 'pending' else 'cancelled' end,
      case when d.reason is null then least(d.created_us, ${dueUs}) end
    from unnest(${column((it) => it.id)}::uuid[], ${column((it) => it.endpointId)}::uuid[],
      ${column((it) => it.url)}::text[], ${column((it) => it.event.sequence)}::bigint[],
      ${column((it) => it.event.id)}::uuid[], ${column((it) => it.event.type)}::text[],
      ${column((it) => it.event.resourceId)}::uuid[], ${column((it) => it.event.createdUs)}::bigint[],
      ${column((it) => it.expiresUs)}::bigint[], ${column((it) => it.cancelReason)}::text[])
      as d (id, endpoint_id, url, event_sequence, event_id, event_type, resource_id, created_us, expires_us, reason)
    ${PREPARED}`;
  await send(trx, statement);
}

/**
 * Tells the lanes that something is due. Locks them in the order of their ids, last of all locks.
 * Raising the generation keeps an owner that saw an empty lane from letting it go. A lane that fails as a whole
 * stays due with its probe, unless somebody waits for what was added: a ping, a retry by hand.
 */
export async function raiseLanes(
  trx: Tx,
  dealerId: string,
  endpointIds: readonly string[],
  due: { readonly dueUs: Micros; readonly isUrgent: boolean },
): Promise<void> {
  const statement = sql`
    update endpoint_lanes
    set generation = generation + 1, due_us = case
      when due_us is not null and not ${due.isUrgent} and consecutive_failures >= ${sql.lit(PROBING_FROM_FAILURES)}
        then due_us
      else least(coalesce(due_us, ${due.dueUs}::bigint), ${due.dueUs}::bigint) end
    where dealer_id = ${dealerId} and endpoint_id in (
      select endpoint_id from endpoint_lanes
      where dealer_id = ${dealerId} and endpoint_id = any(${[...endpointIds]}::uuid[])
      order by endpoint_id for update) ${PREPARED}`;
  await send(trx, statement);
}
