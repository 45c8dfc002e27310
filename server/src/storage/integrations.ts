import type { Plan } from '../domain/plans.ts';
import type { Micros } from '../domain/time.ts';
import type { Reader, Tx } from './transaction.ts';

/** The integration with what its dealer's row says. */
export interface IntegrationRow {
  readonly id: string;
  readonly dealer_id: string;
  readonly dealer_name: string;
  readonly plan: Plan;
  readonly listing_limit: number | null;
  readonly is_enabled: boolean;
  readonly is_test_mode: boolean;
  readonly api_version: string;
  readonly sandbox_filled_us: Micros | null;
  readonly created_us: Micros;
}

export async function getIntegration(db: Reader, dealerId: string): Promise<IntegrationRow> {
  const row = await db
    .selectFrom('integrations as i')
    .innerJoin('dealers as d', 'd.id', 'i.dealer_id')
    .select([
      'i.id',
      'i.dealer_id',
      'd.name as dealer_name',
      'd.plan',
      'd.listing_limit',
      'i.is_enabled',
      'i.is_test_mode',
      'i.api_version',
      'i.sandbox_filled_us',
      'i.created_us',
    ])
    .where('i.dealer_id', '=', dealerId)
    .executeTakeFirstOrThrow();
  return row as IntegrationRow;
}

export async function updateIntegration(
  trx: Tx,
  dealerId: string,
  change: {
    is_enabled?: boolean;
    is_test_mode?: boolean;
    live_since_us?: Micros;
    sandbox_filled_us?: Micros;
  },
): Promise<void> {
  await trx.updateTable('integrations').set(change).where('dealer_id', '=', dealerId).execute();
}

/** Whether a ping ever came back 2xx. */
export async function hasDeliveredPing(db: Reader, dealerId: string): Promise<boolean> {
  const row = await db
    .selectFrom('deliveries')
    .select('id')
    .where('dealer_id', '=', dealerId)
    .where('event_type', '=', 'integration.test_event')
    .where('status', '=', 'delivered')
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
