import type { EndpointHealth, WebhookEndpoint } from '../api/shapes.ts';

export const HEALTH_STATES = ['healthy', 'idle', 'unsteady', 'failing', 'disabled'] as const;
export type HealthState = (typeof HEALTH_STATES)[number];

/** A state with the words for its cause. */
export const HEALTH_VERDICTS = [...HEALTH_STATES, 'gone', 'disabled_by_hub'] as const;
export type HealthVerdict = (typeof HEALTH_VERDICTS)[number];

/** The hub then probes the endpoint with one delivery, and the others wait. */
const FAILING_FROM = 5;

interface Judgement {
  readonly state: HealthState;
  readonly verdict: HealthVerdict;
}

/** How an endpoint is doing, from its newest numbers. */
export function judgeHealth(
  endpoint: Pick<WebhookEndpoint, 'is_enabled' | 'disabled_reason'>,
  health: Pick<EndpointHealth, 'consecutive_failures' | 'success_rate'>,
): Judgement {
  if (!endpoint.is_enabled) return { state: 'disabled', verdict: disabledVerdict(endpoint.disabled_reason) };
  const state = judgeEnabled(health);
  return { state, verdict: state };
}

function judgeEnabled(health: Pick<EndpointHealth, 'consecutive_failures' | 'success_rate'>): HealthState {
  if (health.consecutive_failures >= FAILING_FROM) return 'failing';
  if (health.consecutive_failures > 0) return 'unsteady';
  if (health.success_rate === null) return 'idle';
  return health.success_rate < 1 ? 'unsteady' : 'healthy';
}

function disabledVerdict(reason: string | null): HealthVerdict {
  if (reason === 'gone') return 'gone';
  return reason === 'failing' ? 'disabled_by_hub' : 'disabled';
}
