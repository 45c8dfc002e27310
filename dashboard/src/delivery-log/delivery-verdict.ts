import { DELIVERY_REASONS, type DeliveryReason } from '../api/deliveries.ts';
import type { Delivery, Integration } from '../api/shapes.ts';

/** States of a delivery that need different words. */
export const DELIVERY_VERDICTS = [
  'delivered',
  'waiting',
  'waiting_behind_failures',
  'retrying',
  'failed',
  'cancelled',
  ...DELIVERY_REASONS,
] as const;
export type DeliveryVerdict = (typeof DELIVERY_VERDICTS)[number];

/** From so many failures in a row on, the hub probes an endpoint with its oldest delivery alone. */
export const PROBED_AFTER_FAILURES = 5;

/** Why a delivery is where it is. @param endpoint as it is now; undefined when it is deleted or not known yet */
export function judgeDelivery(
  delivery: Pick<Delivery, 'status' | 'reason' | 'attempt_count'>,
  endpoint: { readonly consecutive_failures: number } | undefined,
): DeliveryVerdict {
  const { status, attempt_count } = delivery;
  if (status === 'delivered') return 'delivered';
  if (status === 'pending') {
    if (attempt_count > 0) return 'retrying';
    const isProbed = (endpoint?.consecutive_failures ?? 0) >= PROBED_AFTER_FAILURES;
    return isProbed ? 'waiting_behind_failures' : 'waiting';
  }
  const reason: DeliveryReason | undefined = DELIVERY_REASONS.find((known) => known === delivery.reason);
  return reason ?? status;
}

/** What makes a retry pointless, each with its own words. */
export const RETRY_OBSTACLES = [
  'pending',
  'event_expired',
  'plan_required',
  'integration_disabled',
  'endpoint_deleted',
  'endpoint_disabled',
  'test_mode',
] as const;
export type RetryObstacle = (typeof RETRY_OBSTACLES)[number];

type Retried = Pick<Delivery, 'status' | 'endpoint_id' | 'event_type' | 'livemode'>;

/** Why this delivery can't be sent again now; null when it can. */
export function findRetryObstacle(
  delivery: Retried & { readonly event?: object | null },
  integration: Integration,
): RetryObstacle | null {
  const endpoint = integration.webhook_endpoints.find(({ id }) => id === delivery.endpoint_id);
  const isPing = delivery.event_type === 'integration.test_event';
  if (delivery.status === 'pending') return 'pending';
  if (delivery.event === null) return 'event_expired';
  if (integration.dealer.plan === 'starter') return 'plan_required';
  if (!integration.is_enabled) return 'integration_disabled';
  if (endpoint === undefined) return 'endpoint_deleted';
  if (!endpoint.is_enabled) return 'endpoint_disabled';
  // It would be cancelled at once.
  return delivery.livemode && integration.is_test_mode && !isPing ? 'test_mode' : null;
}
