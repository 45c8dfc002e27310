import { notFound } from '../domain/api-error.ts';
import { decodeCursor } from '../domain/cursor.ts';
import { type ShownDelivery, showAttempt, showDelivery } from '../domain/delivery.ts';
import { isUuid, parseEventId } from '../domain/ids.ts';
import { type Page, toPage } from '../domain/page.ts';
import type { Micros } from '../domain/time.ts';
import {
  type DeliveryLogQuery,
  findDelivery,
  listAttempts,
  listDeliveries as listRows,
} from '../storage/delivery-log.ts';
import { findEventBody } from '../storage/events.ts';
import type { Hub } from './hub.ts';

export interface DeliveryQuery {
  readonly status?: string | undefined;
  readonly type?: string | undefined;
  readonly endpointId?: string | undefined;
  readonly livemode?: boolean | undefined;
  readonly fromUs?: Micros | undefined;
  readonly toUs?: Micros | undefined;
  /** Id of a delivery, an event (`evt_…`) or a resource. */
  readonly q?: string | undefined;
  readonly limit: number;
  /** A `next_cursor`. */
  readonly after?: string | undefined;
}

const EMPTY_PAGE: Page<ShownDelivery> = { object: 'list', data: [], has_more: false, next_cursor: null };

/** The delivery log, newest first. @throws ApiError `invalid_cursor` */
export async function listDeliveries(
  hub: Hub,
  dealerId: string,
  query: DeliveryQuery,
): Promise<Page<ShownDelivery>> {
  const { q, ...filters } = query;
  const anyId = q === undefined ? undefined : (parseEventId(q.trim()) ?? q.trim());
  const after = query.after === undefined ? undefined : decodeCursor('deliveries', query.after);
  const ids = [anyId, query.endpointId].filter((id) => id !== undefined);
  if (!ids.every(isUuid)) return EMPTY_PAGE;
  const logQuery: DeliveryLogQuery = { ...filters, anyId, after };
  const rows = await listRows(hub.database.kysely, dealerId, logQuery);
  return toPage('deliveries', rows, query.limit, (row) => row.created_us, showDelivery);
}

/** One delivery with the body that was sent and every attempt. @throws ApiError `resource_not_found` */
export async function getDelivery(hub: Hub, dealerId: string, id: string) {
  const db = hub.database.kysely;
  const delivery = isUuid(id) ? await findDelivery(db, dealerId, id) : null;
  if (delivery === null) throw notFound('delivery');
  const body = await findEventBody(db, { dealerId, livemode: delivery.livemode }, delivery.event_id);
  const attempts = await listAttempts(db, dealerId, delivery.id);
  return {
    ...showDelivery(delivery),
    event: body === null ? null : (JSON.parse(body) as Record<string, unknown>),
    attempts: attempts.map(showAttempt),
  };
}
