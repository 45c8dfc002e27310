import type { EndpointHealth, WebhookEndpoint } from '../api/shapes.ts';

export const HEALTH_STATES = ['healthy', 'idle', 'unsteady', 'failing', 'paused', 'disabled'] as const;
export type HealthState = (typeof HEALTH_STATES)[number];

/** A state with the words for its cause. */
export const HEALTH_VERDICTS = [...HEALTH_STATES, 'gone', 'disabled_by_hub'] as const;
export type HealthVerdict = (typeof HEALTH_VERDICTS)[number];

type Numbers = Pick<EndpointHealth, 'state' | 'consecutive_failures' | 'success_rate'>;

interface Judgement {
  readonly state: HealthState;
  readonly verdict: HealthVerdict;
}

/** How an endpoint is doing, from its newest numbers. */
export function judgeHealth(
  endpoint: Pick<WebhookEndpoint, 'is_enabled' | 'disabled_reason'>,
  health: Numbers,
): Judgement {
  if (!endpoint.is_enabled) return { state: 'disabled', verdict: disabledVerdict(endpoint.disabled_reason) };
  const state = judgeEnabled(health);
  return { state, verdict: state };
}

function judgeEnabled(health: Numbers): HealthState {
  if (health.state === 'probing') return 'failing';
  if (health.state === 'paused') return 'paused';
  if (health.consecutive_failures > 0) return 'unsteady';
  if (health.success_rate === null) return 'idle';
  return health.success_rate < 1 ? 'unsteady' : 'healthy';
}

function disabledVerdict(reason: string | null): HealthVerdict {
  if (reason === 'gone') return 'gone';
  return reason === 'failing' ? 'disabled_by_hub' : 'disabled';
}
