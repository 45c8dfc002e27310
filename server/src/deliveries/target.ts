import type { Micros } from '../domain/time.ts';
import type { LaneState, Lease } from '../storage/lanes.ts';
import { endpointSecretContext, type SecretBox } from '../storage/secret-box.ts';

/** Where and how a lane sends, as of its last reading. */
export interface Target {
  readonly url: URL;
  /** As the endpoint has it, to tell whether it was changed meanwhile. */
  readonly urlText: string;
  /** The newest first; during a rotation's grace the previous one too. */
  secretsAt(nowUs: Micros): string[];
}

export function targetOf(state: LaneState, lease: Lease, secrets: SecretBox): Target {
  const context = endpointSecretContext(lease.dealerId, lease.endpointId);
  const current = secrets.open(state.secret, context);
  const previous = state.previous_secret === null ? null : secrets.open(state.previous_secret, context);
  const graceEndsUs = state.previous_secret_expires_us ?? 0;
  return {
    url: new URL(state.url),
    urlText: state.url,
    secretsAt: (nowUs) => (previous !== null && nowUs < graceEndsUs ? [current, previous] : [current]),
  };
}
