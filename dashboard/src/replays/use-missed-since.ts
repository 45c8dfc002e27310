import { useState } from 'react';
import type { WebhookEndpoint } from '../api/shapes.ts';

/** Since when an endpoint missed events that was enabled again while this page showed it; null otherwise. */
export function useMissedSince(endpoint: WebhookEndpoint): {
  readonly since: string | null;
  readonly forget: () => void;
} {
  const [noted, setNoted] = useState<string | null>(null);
  const missing = endpoint.is_enabled ? null : (endpoint.missed_since ?? endpoint.updated_at);
  if (missing !== null && missing !== noted) setNoted(missing);
  return { since: endpoint.is_enabled ? noted : null, forget: () => setNoted(null) };
}
