import { sql } from 'kysely';
import type { Micros } from '../domain/time.ts';
import type { Database } from './database.ts';
import type { Reader, Tx } from './transaction.ts';

/** An endpoint that has failed everything since then. */
export interface FailingEndpoint {
  readonly dealer_id: string;
  readonly endpoint_id: string;
  readonly failing_since_us: Micros;
  /** Warnings sent since then. */
  readonly failing_warnings: number;
}

/** Of all dealers: enabled endpoints that began to fail before `sinceUs` and of which there is something left to tell. */
export async function listFailingEndpoints(
  database: Database,
  query: { readonly beganBeforeUs: Micros; readonly failuresMin: number },
): Promise<FailingEndpoint[]> {
  const { rows } = await sql<FailingEndpoint>`
    select l.dealer_id, l.endpoint_id, l.failing_since_us, l.failing_warnings
    from endpoint_lanes l
    join webhook_endpoints w on w.dealer_id = l.dealer_id and w.id = l.endpoint_id
    where l.failing_since_us <= ${query.beganBeforeUs} and l.consecutive_failures >= ${query.failuresMin}
      and w.is_enabled
    order by l.failing_since_us
  `.execute(database.kysely);
  return rows;
}

/**
 * Notes that its owner has been warned `warnings` times. Of several processes one gets true; it sends the warning. Nobody
 * does when the endpoint has recovered meanwhile.
 */
export async function claimWarning(trx: Tx, endpoint: FailingEndpoint, warnings: number): Promise<boolean> {
  const { rows } = await sql`
    update endpoint_lanes set failing_warnings = ${warnings}
    where dealer_id = ${endpoint.dealer_id} and endpoint_id = ${endpoint.endpoint_id}
      and failing_since_us = ${endpoint.failing_since_us} and failing_warnings < ${warnings}
    returning endpoint_id
  `.execute(trx);
  return rows.length > 0;
}

/** Locks the endpoint's row. False when it is disabled already, or has recovered meanwhile. */
export async function disableFailingEndpoint(
  trx: Tx,
  endpoint: FailingEndpoint,
  nowUs: Micros,
): Promise<boolean> {
  const { rows } = await sql`
    update webhook_endpoints w
    set is_enabled = false, disabled_reason = 'failing', updated_us = greatest(${nowUs}::bigint, updated_us + 1)
    where w.dealer_id = ${endpoint.dealer_id} and w.id = ${endpoint.endpoint_id} and w.is_enabled
      and exists (
        select from endpoint_lanes l
        where l.dealer_id = w.dealer_id and l.endpoint_id = w.id
          and l.failing_since_us = ${endpoint.failing_since_us})
    returning w.id
  `.execute(trx);
  return rows.length > 0;
}

/** The people of a dealer, to whom mail goes. */
export async function listDealerAddresses(db: Reader, dealerId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('dealer_users as d')
    .innerJoin('users as u', 'u.id', 'd.user_id')
    .select('u.email')
    .where('d.dealer_id', '=', dealerId)
    .orderBy('u.email')
    .execute();
  return rows.map(({ email }) => email);
}
