import { sql } from 'kysely';
import type { Cursor } from '../domain/cursor.ts';
import type { Delivery, DeliveryAttempt } from '../domain/delivery.ts';
import type { Micros } from '../domain/time.ts';
import { isBehind } from './page-predicates.ts';
import type { Reader } from './transaction.ts';

const COLUMNS = [
  'id',
  'livemode',
  'endpoint_id',
  'event_id',
  'event_type',
  'resource_id',
  'url',
  'status',
  'reason',
  'attempt_count',
  'next_attempt_us',
  'created_us',
  'delivered_us',
] as const;

export interface DeliveryLogQuery {
  readonly status?: string | undefined;
  readonly type?: string | undefined;
  readonly endpointId?: string | undefined;
  readonly livemode?: boolean | undefined;
  readonly fromUs?: Micros | undefined;
  readonly toUs?: Micros | undefined;
  /** Id of a delivery, an event or a resource. */
  readonly anyId?: string | undefined;
  readonly limit: number;
  readonly after?: Cursor | undefined;
}

/** Newest first; one row more than `limit` when there is another page. */
export async function listDeliveries(
  db: Reader,
  dealerId: string,
  query: DeliveryLogQuery,
): Promise<Delivery[]> {
  const rows = await db
    .selectFrom('deliveries')
    .select(COLUMNS)
    .where('dealer_id', '=', dealerId)
    .$if(query.status !== undefined, (it) => it.where('status', '=', query.status!))
    .$if(query.type !== undefined, (it) => it.where('event_type', '=', query.type!))
    .$if(query.endpointId !== undefined, (it) => it.where('endpoint_id', '=', query.endpointId!))
    .$if(query.livemode !== undefined, (it) => it.where('livemode', '=', query.livemode!))
    .$if(query.fromUs !== undefined, (it) => it.where('created_us', '>=', query.fromUs!))
    .$if(query.toUs !== undefined, (it) => it.where('created_us', '<', query.toUs!))
    .$if(query.anyId !== undefined, (it) => it.where(hasId(dealerId, query.anyId!)))
    .$if(query.after !== undefined, (it) => it.where(isBehind('created_us', query.after!)))
    .orderBy('created_us', 'desc')
    .orderBy('id', 'desc')
    .limit(query.limit + 1)
    .execute();
  return rows as Delivery[];
}

/** By delivery, event or resource: three look-ups by index, where one OR would read the whole log. */
const hasId = (dealerId: string, id: string) => sql<boolean>`id in (
  select d.id from deliveries d where d.dealer_id = ${dealerId} and d.id = ${id}::uuid
  union all
  select d.id from deliveries d where d.dealer_id = ${dealerId} and d.event_id = ${id}::uuid
  union all
  select d.id from events e join deliveries d on d.dealer_id = e.dealer_id and d.event_id = e.id
  where e.dealer_id = ${dealerId} and e.resource_id = ${id}::uuid)`;

export async function findDelivery(db: Reader, dealerId: string, id: string): Promise<Delivery | null> {
  const row = await db
    .selectFrom('deliveries')
    .select(COLUMNS)
    .where('dealer_id', '=', dealerId)
    .where('id', '=', id)
    .executeTakeFirst();
  return (row as Delivery | undefined) ?? null;
}

/** In the order they were made. */
export async function listAttempts(
  db: Reader,
  dealerId: string,
  deliveryId: string,
): Promise<DeliveryAttempt[]> {
  return await db
    .selectFrom('delivery_attempts')
    .select([
      'number',
      'started_us',
      'duration_ms',
      'http_status',
      'error',
      'request_headers',
      'response_headers',
      'response_preview',
    ])
    .where('dealer_id', '=', dealerId)
    .where('delivery_id', '=', deliveryId)
    .orderBy('number')
    .execute();
}
