import { queryOptions } from '@tanstack/react-query';
import { dashboardApi } from './request.ts';
import type { Page } from './shapes.ts';

/** Deliveries and their events are kept this long. */
export const LOG_KEPT_DAYS = 30;

export type ReplayStatus = 'pending' | 'running' | 'succeeded' | 'cancelled' | 'failed';

export interface ReplayRequest {
  /** RFC 3339. */
  readonly since: string;
  /** Now when it is left out. */
  readonly until?: string;
  /** All when it is left out. */
  readonly types?: readonly string[];
  readonly only_failed: boolean;
  readonly rate_per_second?: number;
}

export interface ReplayEstimate {
  readonly rate_per_second: number;
  readonly total: number;
}

export interface Replay {
  readonly id: string;
  readonly endpoint_id: string;
  readonly status: ReplayStatus;
  /** Why it failed. */
  readonly reason: string | null;
  readonly since: string;
  readonly until: string;
  readonly types: readonly string[] | null;
  readonly only_failed: boolean;
  readonly total: number;
  readonly enqueued: number;
  readonly created_at: string;
}

export const isUnderWay = ({ status }: Pick<Replay, 'status'>): boolean =>
  status === 'pending' || status === 'running';

const pathOf = (endpointId: string) => `/webhook-endpoints/${encodeURIComponent(endpointId)}`;

/** @throws ApiError `invalid_parameter`, `invalid_state`, `plan_required`, `integration_disabled` */
export const startReplay = (endpointId: string, request: ReplayRequest) =>
  dashboardApi.post<Replay>(`${pathOf(endpointId)}/replay`, { body: request });

/** What a replay would send; sends nothing. */
export const replayEstimateQuery = (endpointId: string, request: ReplayRequest | null) =>
  queryOptions({
    queryKey: ['replays', 'estimate', endpointId, request],
    queryFn: ({ signal }) =>
      dashboardApi.post<ReplayEstimate>(`${pathOf(endpointId)}/replay`, {
        body: { ...request, dry_run: true },
        signal,
      }),
    enabled: request !== null && endpointId !== '',
    // It is asked for again with each change of the range; a count that is a minute old would mislead.
    staleTime: 0,
    gcTime: 0,
  });

const PROGRESS_MS = 1_000;
const QUIET_MS = 15_000;

/** An endpoint's newest replays; asked for often while one is under way. */
export const replaysQuery = (endpointId: string) =>
  queryOptions({
    queryKey: ['replays', 'list', endpointId],
    queryFn: ({ signal }) =>
      dashboardApi.get<Page<Replay>>(`${pathOf(endpointId)}/replays`, { query: { limit: 10 }, signal }),
    refetchInterval: ({ state }) => (state.data?.data.some(isUnderWay) ? PROGRESS_MS : QUIET_MS),
  });

export const cancelReplay = (id: string) =>
  dashboardApi.post<Replay>(`/replays/${encodeURIComponent(id)}/cancel`, { body: {} });
