import { sql } from 'kysely';
import type { Plan } from '../domain/plans.ts';
import { PREPARED } from './prepared.ts';
import type { Reader } from './transaction.ts';

/** An endpoint as the fan-out sees it. */
export interface FanOutEndpoint {
  readonly id: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly mode: 'all' | 'live' | 'test';
  readonly skip_own_writes: boolean;
  readonly is_enabled: boolean;
}

/** What a write must know about its dealer; read after the clock is locked, so it can't be stale. */
export interface WorldSettings {
  readonly integration_id: string;
  readonly is_enabled: boolean;
  readonly is_test_mode: boolean;
  readonly api_version: string;
  readonly plan: Plan;
  readonly listing_limit: number | null;
  readonly endpoints: readonly FanOutEndpoint[];
}

export async function getWorldSettings(db: Reader, dealerId: string): Promise<WorldSettings> {
  const { rows } = await sql<WorldSettings>`
    select i.id as integration_id, i.is_enabled, i.is_test_mode, i.api_version, d.plan, d.listing_limit,
           coalesce(
             (select json_agg(json_build_object(
                'id', e.id, 'url', e.url, 'events', e.events, 'mode', e.mode,
                'skip_own_writes', e.skip_own_writes, 'is_enabled', e.is_enabled) order by e.id)
              from webhook_endpoints e where e.dealer_id = d.id), '[]') as endpoints
    from dealers d join integrations i on i.dealer_id = d.id
    where d.id = ${dealerId} ${PREPARED}`.execute(db);
  return rows[0]!;
}
