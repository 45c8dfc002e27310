import { queryOptions } from '@tanstack/react-query';
import { dashboardApi } from './request.ts';
import type { DeliveryDetail, NewWebhookEndpoint, WebhookEndpoint } from './shapes.ts';

export type EndpointContent = Pick<
  WebhookEndpoint,
  'url' | 'description' | 'events' | 'mode' | 'skip_own_writes' | 'rate_limit_per_second' | 'is_enabled'
>;

export interface Ping {
  readonly event_id: string;
  readonly deliveries: readonly { readonly id: string; readonly endpoint_id: string; readonly url: string }[];
}

export const createEndpoint = (content: EndpointContent) =>
  dashboardApi.post<NewWebhookEndpoint>('/webhook-endpoints', { body: content });

export const updateEndpoint = (id: string, change: Partial<EndpointContent>) =>
  dashboardApi.patch<WebhookEndpoint>(`/webhook-endpoints/${encodeURIComponent(id)}`, { body: change });

export const deleteEndpoint = (id: string) =>
  dashboardApi.delete(`/webhook-endpoints/${encodeURIComponent(id)}`);

/** @param graceHours how long the previous secret signs, too, 0 to 168 */
export const rotateSecret = (id: string, graceHours: number) =>
  dashboardApi.post<NewWebhookEndpoint & { readonly previous_expires_at: string | null }>(
    `/webhook-endpoints/${encodeURIComponent(id)}/rotate-secret`,
    { body: { grace_hours: graceHours } },
  );

/** Sends `integration.test_event` to this endpoint alone. */
export const pingEndpoint = (id: string) =>
  dashboardApi.post<Ping>(`/webhook-endpoints/${encodeURIComponent(id)}/ping`, { body: {} });

const FOLLOW_MS = 1_000;

/** A delivery with its attempts, asked for again until it is finished. */
export const followedDeliveryQuery = (id: string) =>
  queryOptions({
    queryKey: ['deliveries', 'followed', id],
    queryFn: ({ signal }) =>
      dashboardApi.get<DeliveryDetail>(`/deliveries/${encodeURIComponent(id)}`, { signal }),
    refetchInterval: ({ state }) => ((state.data?.status ?? 'pending') === 'pending' ? FOLLOW_MS : false),
  });
