import type { Replay } from '../api/replays.ts';
import type { WebhookEndpoint } from '../api/shapes.ts';
import { endpointName } from '../components/endpoint-text.ts';

/** The name of a replay's endpoint; null when it was deleted while the page was open. */
export function endpointOfReplay(
  replay: Pick<Replay, 'endpoint_id'>,
  endpoints: readonly WebhookEndpoint[],
): string | null {
  const endpoint = endpoints.find(({ id }) => id === replay.endpoint_id);
  return endpoint === undefined ? null : endpointName(endpoint);
}
