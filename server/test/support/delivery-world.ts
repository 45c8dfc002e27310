import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { buildEventBody } from '../../src/domain/event-body.ts';
import type { EventType } from '../../src/domain/event-types.ts';
import { newId } from '../../src/domain/ids.ts';
import { newSigningSecret } from '../../src/domain/signature.ts';
import { DAY_US, type Micros } from '../../src/domain/time.ts';
import type { Database } from '../../src/storage/database.ts';
import { insertDeliveries, insertEvents, raiseLanes } from '../../src/storage/fan-out.ts';
import type { LaneRef } from '../../src/storage/lanes.ts';
import { createSecretBox, endpointSecretContext } from '../../src/storage/secret-box.ts';
import { inTransaction } from '../../src/storage/transaction.ts';

export const TEST_SECRET_BOX = createSecretBox([{ number: 1, check: '', key: Buffer.alloc(32, 7) }]);

export const wallClockUs = (): Micros => Math.round((performance.timeOrigin + performance.now()) * 1000);

/** A live dealer on the business plan. */
export async function seedDealer(database: Database): Promise<string> {
  const id = randomUUID();
  await sql`insert into dealers (id, name, plan, created_us) values (${id}, 'Test', 'business', 1)`.execute(
    database.kysely,
  );
  await sql`
    insert into integrations (dealer_id, id, is_test_mode, api_version, created_us)
    values (${id}, ${randomUUID()}, false, '2026-05-07', 1)
  `.execute(database.kysely);
  await sql`insert into dealer_clocks (dealer_id, livemode) values (${id}, true), (${id}, false)`.execute(
    database.kysely,
  );
  return id;
}

export interface SeededEndpoint extends LaneRef {
  readonly url: string;
  readonly secret: string;
}

export async function seedEndpoint(
  database: Database,
  dealerId: string,
  url: string,
  ratePerSecond = 10_000,
): Promise<SeededEndpoint> {
  const endpointId = randomUUID();
  const secret = newSigningSecret();
  const sealed = TEST_SECRET_BOX.seal(secret, endpointSecretContext(dealerId, endpointId), null);
  await sql`
    insert into webhook_endpoints (dealer_id, id, url, events, mode, skip_own_writes, rate_limit_per_second,
      is_enabled, secret, created_us, updated_us)
    values (${dealerId}, ${endpointId}, ${url}, '{*}', 'all', false, ${ratePerSecond}, true, ${sealed}, 1, 1)
  `.execute(database.kysely);
  await sql`
    insert into endpoint_lanes (dealer_id, endpoint_id) values (${dealerId}, ${endpointId})
  `.execute(database.kysely);
  return { dealerId, endpointId, url, secret };
}

export interface SeedEvents {
  readonly count: number;
  readonly nowUs?: Micros;
  readonly type?: EventType;
  readonly livemode?: boolean;
  /** The resource of the n-th event; default: each its own. */
  readonly resourceOf?: (index: number) => string;
  /** Bytes of padding in each body. */
  readonly bodyBytes?: number;
}

/** What a writing transaction does: events, one delivery each, a raised lane. Returns the deliveries' ids. */
export async function seedDeliveries(
  database: Database,
  endpoint: SeededEndpoint,
  options: SeedEvents,
): Promise<string[]> {
  const { count, nowUs = wallClockUs(), type = 'listing.updated', livemode = true } = options;
  const world = { dealerId: endpoint.dealerId, livemode };
  return await inTransaction(database, async (trx) => {
    const { rows } = await sql<{ last: number }>`
      update dealer_clocks set last_sequence = last_sequence + ${count}
      where dealer_id = ${world.dealerId} and livemode = ${livemode} returning last_sequence as last
    `.execute(trx);
    const events = Array.from({ length: count }, (_, index) => {
      const id = newId(nowUs);
      const sequence = rows[0]!.last - count + 1 + index;
      const resourceId = options.resourceOf?.(index) ?? randomUUID();
      const object = JSON.stringify({ id: resourceId, padding: 'x'.repeat(options.bodyBytes ?? 0) });
      const apiVersion = '2026-05-07';
      const body = buildEventBody({
        ...{ id, type, apiVersion, createdUs: nowUs, livemode, sequence, object },
        previousAttributes: null,
      });
      return { id, sequence, type, resourceId, createdUs: nowUs, body, traceparent: null };
    });
    const deliveries = events.map((event) => ({
      id: newId(nowUs),
      endpointId: endpoint.endpointId,
      url: endpoint.url,
      event,
      expiresUs: nowUs + 5 * DAY_US,
      cancelReason: null,
    }));
    await insertEvents(trx, world, events);
    await insertDeliveries(trx, world, deliveries, nowUs);
    const isUrgent = type === 'integration.test_event';
    await raiseLanes(trx, world.dealerId, [endpoint.endpointId], { dueUs: nowUs, isUrgent });
    return deliveries.map((delivery) => delivery.id);
  });
}

export interface DeliveryRow {
  readonly id: string;
  readonly status: string;
  readonly reason: string | null;
  readonly attempt_count: number;
  readonly schedule_step: number;
  readonly next_attempt_us: Micros | null;
  readonly delivered_us: Micros | null;
  readonly expires_us: Micros;
}

export async function getDelivery(database: Database, id: string): Promise<DeliveryRow> {
  const { rows } = await sql<DeliveryRow>`
    select id, status, reason, attempt_count, schedule_step, next_attempt_us, delivered_us, expires_us
    from deliveries where id = ${id}
  `.execute(database.kysely);
  return rows[0]!;
}

export interface AttemptRow {
  readonly number: number;
  readonly http_status: number | null;
  readonly error: string | null;
  readonly request_headers: string;
  readonly response_headers: string | null;
  readonly response_preview: string | null;
}

export async function listAttempts(database: Database, deliveryId: string): Promise<AttemptRow[]> {
  const { rows } = await sql<AttemptRow>`
    select number, http_status, error, request_headers, response_headers, response_preview
    from delivery_attempts where delivery_id = ${deliveryId} order by number
  `.execute(database.kysely);
  return rows;
}

export interface LaneRow {
  readonly lease_worker: string | null;
  readonly lease_token: number;
  readonly due_us: Micros | null;
  readonly paused_until_us: Micros;
  readonly generation: number;
  readonly consecutive_failures: number;
  readonly last_success_us: Micros | null;
  readonly last_failure_us: Micros | null;
  readonly failing_since_us: Micros | null;
}

export async function getLane(database: Database, lane: LaneRef): Promise<LaneRow> {
  const { rows } = await sql<LaneRow>`
    select * from endpoint_lanes where dealer_id = ${lane.dealerId} and endpoint_id = ${lane.endpointId}
  `.execute(database.kysely);
  return rows[0]!;
}

export async function countByStatus(database: Database): Promise<Record<string, number>> {
  const { rows } = await sql<{ status: string; count: number }>`
    select status, count(*) from deliveries group by status
  `.execute(database.kysely);
  return Object.fromEntries(rows.map((row) => [row.status, row.count]));
}

/** Asks the database until `isDone`; for what another process or loop does in its own time. */
export async function eventually(isDone: () => Promise<boolean>, timeoutMs = 20_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await isDone())) {
    if (performance.now() > deadline) throw new Error('it did not happen in time');
    await delay(10);
  }
}
