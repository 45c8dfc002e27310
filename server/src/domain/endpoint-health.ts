import { DAY_US, type Micros, SECOND_US } from './time.ts';

/** From so many failures in a row on an endpoint fails as a whole: one delivery at a time probes it. */
export const PROBING_FROM_FAILURES = 5;

/** A failing delivery holds back later ones of its resource, each for so long from its own commit. */
export const HOLD_US = 30 * SECOND_US;

/** Its owner hears of an endpoint that has failed everything for so long, and once more. */
export const WARN_AFTER_US: readonly Micros[] = [1 * DAY_US, 3 * DAY_US];
/** After so long it is disabled. */
export const DISABLE_AFTER_US: Micros = 5 * DAY_US;

export type EndpointState = 'healthy' | 'probing' | 'paused' | 'disabled';

export interface EndpointHealth {
  readonly is_enabled: boolean;
  readonly consecutive_failures: number;
  readonly paused_until_us: Micros;
}

/** `paused` while the receiver has asked to be left alone (Retry-After). */
export function endpointState(health: EndpointHealth, nowUs: Micros): EndpointState {
  if (!health.is_enabled) return 'disabled';
  if (health.paused_until_us > nowUs) return 'paused';
  return health.consecutive_failures >= PROBING_FROM_FAILURES ? 'probing' : 'healthy';
}

/** How many warnings are due by now. */
export function warningsDue(failingSinceUs: Micros, nowUs: Micros): number {
  return WARN_AFTER_US.filter((afterUs) => nowUs - failingSinceUs >= afterUs).length;
}
