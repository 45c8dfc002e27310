import { sql } from 'kysely';
import type { Micros } from '../domain/time.ts';
import type { WebhookEndpoint } from '../domain/webhook-endpoint.ts';
import type { Reader, Tx } from './transaction.ts';

const selectEndpoints = (db: Reader, dealerId: string) =>
  db
    .selectFrom('webhook_endpoints as e')
    .innerJoin('endpoint_lanes as l', (join) =>
      join.onRef('l.dealer_id', '=', 'e.dealer_id').onRef('l.endpoint_id', '=', 'e.id'),
    )
    .select([
      'e.dealer_id',
      'e.id',
      'e.url',
      'e.description',
      'e.events',
      'e.mode',
      'e.skip_own_writes',
      'e.rate_limit_per_second',
      'e.is_enabled',
      'e.disabled_reason',
      'e.missed_since_us',
      'e.previous_secret_expires_us',
      'e.created_us',
      'e.updated_us',
      'l.consecutive_failures',
      'l.last_success_us',
      'l.last_failure_us',
      'l.paused_until_us',
      'l.failing_since_us',
    ])
    .where('e.dealer_id', '=', dealerId);

/** Oldest first; the first is what `/me` calls "the webhook". */
export async function listWebhookEndpoints(db: Reader, dealerId: string): Promise<WebhookEndpoint[]> {
  const rows = await selectEndpoints(db, dealerId).orderBy('e.created_us').orderBy('e.id').execute();
  return rows as WebhookEndpoint[];
}

export async function findWebhookEndpoint(
  db: Reader,
  dealerId: string,
  id: string,
): Promise<WebhookEndpoint | null> {
  const row = await selectEndpoints(db, dealerId).where('e.id', '=', id).executeTakeFirst();
  return (row as WebhookEndpoint | undefined) ?? null;
}

/** Locks the endpoint: before its lane, as the engine does when a 410 disables one. */
export async function claimWebhookEndpoint(
  trx: Tx,
  dealerId: string,
  id: string,
): Promise<WebhookEndpoint | null> {
  const row = await selectEndpoints(trx, dealerId).where('e.id', '=', id).forUpdate('e').executeTakeFirst();
  return (row as WebhookEndpoint | undefined) ?? null;
}

export interface NewWebhookEndpoint {
  readonly id: string;
  readonly url: string;
  readonly description: string | null;
  readonly events: string[];
  readonly mode: string;
  readonly skip_own_writes: boolean;
  readonly rate_limit_per_second: number;
  readonly is_enabled: boolean;
  readonly disabled_reason: string | null;
  readonly missed_since_us: Micros | null;
  readonly secret: Buffer;
  readonly created_us: Micros;
}

/** The endpoint and its lane. */
export async function insertWebhookEndpoint(
  trx: Tx,
  dealerId: string,
  endpoint: NewWebhookEndpoint,
): Promise<void> {
  await trx
    .insertInto('webhook_endpoints')
    .values({ ...endpoint, dealer_id: dealerId, updated_us: endpoint.created_us })
    .execute();
  await trx.insertInto('endpoint_lanes').values({ dealer_id: dealerId, endpoint_id: endpoint.id }).execute();
}

export async function updateWebhookEndpoint(
  trx: Tx,
  dealerId: string,
  id: string,
  change: {
    url?: string;
    description?: string | null;
    events?: string[];
    mode?: string;
    skip_own_writes?: boolean;
    rate_limit_per_second?: number;
    is_enabled?: boolean;
    disabled_reason?: string | null;
    missed_since_us?: Micros | null;
    updated_us: Micros;
  },
): Promise<void> {
  await trx
    .updateTable('webhook_endpoints')
    .set(change)
    .where('dealer_id', '=', dealerId)
    .where('id', '=', id)
    .execute();
}

/**
 * When an endpoint is disabled, before what is pending for it is cancelled: from then on it misses events, and those
 * that still wait. They are what a replay has to send after it is enabled again.
 */
export async function noteMissedSince(
  trx: Tx,
  dealerId: string,
  endpointId: string,
  nowUs: Micros,
): Promise<void> {
  await sql`
    update webhook_endpoints set missed_since_us = least(${nowUs}::bigint, (
      select min(created_us) from deliveries
      where dealer_id = ${dealerId} and endpoint_id = ${endpointId} and status = 'pending'))
    where dealer_id = ${dealerId} and id = ${endpointId}
  `.execute(trx);
}

/** A fresh start after the endpoint was enabled again or got another URL: old failures and pauses no longer count. */
export async function resetLaneHealth(trx: Tx, dealerId: string, endpointId: string): Promise<void> {
  // What waited behind a probe is due at once.
  await sql`
    update endpoint_lanes set consecutive_failures = 0, failing_since_us = null, failing_warnings = 0,
      paused_until_us = 0, generation = generation + 1, due_us = case when due_us is not null then 0 end
    where dealer_id = ${dealerId} and endpoint_id = ${endpointId}
  `.execute(trx);
}

export interface EndpointSecrets {
  readonly secret: Buffer;
  readonly previous_secret: Buffer | null;
  readonly previous_secret_expires_us: Micros | null;
}

export async function getEndpointSecrets(trx: Tx, dealerId: string, id: string): Promise<EndpointSecrets> {
  return await trx
    .selectFrom('webhook_endpoints')
    .select(['secret', 'previous_secret', 'previous_secret_expires_us'])
    .where('dealer_id', '=', dealerId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirstOrThrow();
}

export async function updateEndpointSecrets(
  trx: Tx,
  dealerId: string,
  id: string,
  secrets: EndpointSecrets & { readonly updated_us: Micros },
): Promise<void> {
  await trx
    .updateTable('webhook_endpoints')
    .set(secrets)
    .where('dealer_id', '=', dealerId)
    .where('id', '=', id)
    .execute();
}

/** Its lane goes with it; the log stays. */
export async function deleteWebhookEndpoint(trx: Tx, dealerId: string, id: string): Promise<void> {
  await trx.deleteFrom('webhook_endpoints').where('dealer_id', '=', dealerId).where('id', '=', id).execute();
  // Where dealers are spread over servers no foreign key reaches the lanes.
  await trx
    .deleteFrom('endpoint_lanes')
    .where('dealer_id', '=', dealerId)
    .where('endpoint_id', '=', id)
    .execute();
}
