import { ApiError } from './api-error.ts';
import type { ApiKeyScope } from './api-key.ts';
import { PLAN_TERMS, type Plan } from './plans.ts';
import { formatOptionalTime } from './time.ts';
import { showWebhookEndpoint, type WebhookEndpoint } from './webhook-endpoint.ts';
import type { Mode } from './world.ts';

export interface IntegrationState {
  readonly id: string;
  readonly dealer_id: string;
  readonly dealer_name: string;
  readonly plan: Plan;
  readonly is_enabled: boolean;
  readonly is_test_mode: boolean;
  readonly api_version: string;
}

/**
 * Whether the Custom Integration works at all for its dealer.
 * @throws ApiError `plan_required`, `integration_disabled`
 */
export function assertIntegrationOn(state: Pick<IntegrationState, 'plan' | 'is_enabled'>): void {
  if (!PLAN_TERMS[state.plan].customIntegration) throw new ApiError('plan_required');
  if (!state.is_enabled) throw new ApiError('integration_disabled');
}

/** The key that asks, as `/me` shows it. */
export interface ShownKey {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly mode: Mode;
  readonly scopes: readonly ApiKeyScope[];
}

/**
 * The one serialiser of an integration: `/me` and the object of `integration.test_event`.
 * @param key null when no key is involved, as for a ping from the dashboard
 */
export function showIntegration(
  integration: IntegrationState,
  endpoints: readonly WebhookEndpoint[],
  livemode: boolean,
  key: ShownKey | null,
) {
  const first = endpoints[0];
  return {
    id: integration.id,
    object: 'integration' as const,
    dealer: { id: integration.dealer_id, name: integration.dealer_name, plan: integration.plan },
    is_enabled: integration.is_enabled,
    is_test_mode: integration.is_test_mode,
    livemode,
    api_version: integration.api_version,
    api_key: key,
    subscribed_events: first?.events ?? [],
    webhook:
      first === undefined
        ? null
        : {
            url: first.url,
            last_success_at: formatOptionalTime(first.last_success_us),
            last_failure_at: formatOptionalTime(first.last_failure_us),
            consecutive_failures: first.consecutive_failures,
          },
    webhook_endpoints: endpoints.map(showWebhookEndpoint),
  };
}

export type ShownIntegration = ReturnType<typeof showIntegration>;
