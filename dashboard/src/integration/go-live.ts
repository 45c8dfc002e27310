import type { Integration } from '../api/shapes.ts';

/** What is good to have done before going live; nothing of it is required. */
export type GoLiveItem = 'api_key' | 'endpoint' | 'ping' | 'live_key';

type State = Pick<Integration, 'api_keys' | 'webhook_endpoints' | 'setup'>;

/** In the order in which one does them. An endpoint for the test world alone hears nothing live. */
export function goLiveChecklist({ api_keys, webhook_endpoints, setup }: State) {
  const hasLiveKey = api_keys.some((key) => key.mode === 'live' && key.status === 'active');
  const hearsLive = webhook_endpoints.some((endpoint) => endpoint.is_enabled && endpoint.mode !== 'test');
  const items: readonly { readonly item: GoLiveItem; readonly isDone: boolean }[] = [
    { item: 'api_key', isDone: setup.api_key_created },
    { item: 'endpoint', isDone: hearsLive },
    { item: 'ping', isDone: setup.webhook_verified },
    { item: 'live_key', isDone: hasLiveKey },
  ];
  return items;
}
