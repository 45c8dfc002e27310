import { queryOptions } from '@tanstack/react-query';
import { dashboardApi } from './request.ts';
import type { Delivery, DeliveryDetail, DeliveryStatus, Mode, Page } from './shapes.ts';

export const DELIVERY_STATUSES = ['pending', 'delivered', 'failed', 'cancelled'] as const;

/** Why a delivery ended without success. */
export const DELIVERY_REASONS = [
  'endpoint_disabled',
  'endpoint_deleted',
  'integration_disabled',
  'plan_required',
  'sandbox_reset',
  'test_mode',
  'schedule_exhausted',
  'expired',
] as const;
export type DeliveryReason = (typeof DELIVERY_REASONS)[number];

/** Why an attempt got no answer. */
export const ATTEMPT_ERRORS = [
  'timeout',
  'connection_refused',
  'dns',
  'tls',
  'protocol',
  'blocked_address',
] as const;

/** At most this many in one `POST /deliveries/retry`. */
export const RETRY_IDS_MAX = 100;

export interface DeliveriesQuery {
  readonly status?: DeliveryStatus | undefined;
  readonly type?: string | undefined;
  readonly endpoint_id?: string | undefined;
  /** Both worlds without it. */
  readonly mode?: Mode | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** A whole id of a delivery, an event or a resource. */
  readonly q?: string | undefined;
  readonly limit?: number;
  readonly after?: string | undefined;
}

export const fetchDeliveries = (query: DeliveriesQuery, signal: AbortSignal) =>
  dashboardApi.get<Page<Delivery>>('/deliveries', { query: { ...query }, signal });

/** All that is known of one delivery; its key begins with that of the whole log. */
export const deliveryQuery = (id: string) =>
  queryOptions({
    queryKey: ['deliveries', 'one', id],
    queryFn: ({ signal }) =>
      dashboardApi.get<DeliveryDetail>(`/deliveries/${encodeURIComponent(id)}`, { signal }),
  });

/** @throws ApiError `invalid_state`, `plan_required`, `integration_disabled`, `resource_not_found` */
export const retryDelivery = (id: string) =>
  dashboardApi.post<Delivery>(`/deliveries/${encodeURIComponent(id)}/retry`, { body: {} });

export interface RetryResult {
  readonly id: string;
  readonly status: 'retried' | 'failed';
  readonly error?: { readonly code: string; readonly message: string };
}

export interface BulkRetry {
  readonly retried: number;
  readonly failed: number;
  readonly results: readonly RetryResult[];
}

/** @param ids 1 to `RETRY_IDS_MAX` of them; one that can't be retried fails alone */
export const retryDeliveries = (ids: readonly string[]) =>
  dashboardApi.post<BulkRetry>('/deliveries/retry', { body: { ids } });
