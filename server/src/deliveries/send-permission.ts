import { PLAN_TERMS } from '../domain/plans.ts';
import type { CancelReason } from '../storage/cancel-deliveries.ts';
import type { DueDelivery } from '../storage/due-deliveries.ts';
import type { LaneState } from '../storage/lanes.ts';

/**
 * Why a pending delivery must not be sent after all, or null. Operations cancel what is pending when they switch
 * something off; this catches what was recorded at the same moment, and the endpoint that answered 410.
 */
export function findSendRefusal(
  state: LaneState,
  delivery: Pick<DueDelivery, 'livemode' | 'event_type'>,
): CancelReason | null {
  if (!PLAN_TERMS[state.plan].customIntegration) return 'plan_required';
  if (!state.integration_is_enabled) return 'integration_disabled';
  if (!state.is_enabled) return 'endpoint_disabled';
  const isPing = delivery.event_type === 'integration.test_event';
  return delivery.livemode && state.is_test_mode && !isPing ? 'test_mode' : null;
}
