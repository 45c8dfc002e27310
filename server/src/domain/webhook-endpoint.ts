import { formatOptionalTime, formatTime, type Micros } from './time.ts';

export const MAX_ENDPOINTS = 10;
export const ENDPOINT_MODES = ['all', 'live', 'test'] as const;
export type EndpointMode = (typeof ENDPOINT_MODES)[number];

export const RATE_LIMIT_PER_SECOND = { default: 100, max: 10_000 } as const;
export const GRACE_HOURS = { default: 24, max: 168 } as const;

/** An endpoint with the health of its lane; without its secrets. */
export interface WebhookEndpoint {
  readonly dealer_id: string;
  readonly id: string;
  readonly url: string;
  readonly description: string | null;
  readonly events: string[];
  readonly mode: EndpointMode;
  readonly skip_own_writes: boolean;
  readonly rate_limit_per_second: number;
  readonly is_enabled: boolean;
  readonly disabled_reason: string | null;
  /** Of a disabled one: its oldest event that it was not told of. Null when that is not known. */
  readonly missed_since_us: Micros | null;
  readonly previous_secret_expires_us: Micros | null;
  readonly created_us: Micros;
  readonly updated_us: Micros;
  readonly consecutive_failures: number;
  readonly last_success_us: Micros | null;
  readonly last_failure_us: Micros | null;
  readonly paused_until_us: Micros;
  /** First failure after the last success; null while it has none. */
  readonly failing_since_us: Micros | null;
}

export interface WebhookEndpointInput {
  url?: string;
  description?: string | null;
  events?: string[];
  mode?: EndpointMode;
  skip_own_writes?: boolean;
  rate_limit_per_second?: number;
  is_enabled?: boolean;
}

/** Whether deliveries of this world reach the endpoint. */
export function hearsWorld(endpoint: { readonly mode: EndpointMode }, livemode: boolean): boolean {
  return endpoint.mode === 'all' || endpoint.mode === (livemode ? 'live' : 'test');
}

export function showWebhookEndpoint(endpoint: WebhookEndpoint) {
  return {
    id: endpoint.id,
    object: 'webhook_endpoint' as const,
    url: endpoint.url,
    description: endpoint.description,
    events: endpoint.events,
    mode: endpoint.mode,
    skip_own_writes: endpoint.skip_own_writes,
    rate_limit_per_second: endpoint.rate_limit_per_second,
    is_enabled: endpoint.is_enabled,
    disabled_reason: endpoint.disabled_reason,
    consecutive_failures: endpoint.consecutive_failures,
    last_success_at: formatOptionalTime(endpoint.last_success_us),
    last_failure_at: formatOptionalTime(endpoint.last_failure_us),
    previous_secret_expires_at: formatOptionalTime(endpoint.previous_secret_expires_us),
    created_at: formatTime(endpoint.created_us),
    updated_at: formatTime(endpoint.updated_us),
  };
}

/** For its dealer, who is offered a replay; the public API does not show what a disabled endpoint missed. */
export function showDealerEndpoint(endpoint: WebhookEndpoint) {
  return { ...showWebhookEndpoint(endpoint), missed_since: formatOptionalTime(endpoint.missed_since_us) };
}
