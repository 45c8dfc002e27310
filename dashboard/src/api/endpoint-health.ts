import { queryOptions } from '@tanstack/react-query';
import { dashboardApi } from './request.ts';
import type { EndpointHealth } from './shapes.ts';

const REFRESH_MS = 15_000;

/** How one endpoint has been doing in the last 24 hours; asked again while it is shown. */
export const endpointHealthQuery = (endpointId: string) =>
  queryOptions({
    queryKey: ['endpoint-health', endpointId],
    queryFn: ({ signal }) =>
      dashboardApi.get<EndpointHealth>(`/webhook-endpoints/${encodeURIComponent(endpointId)}/health`, {
        signal,
      }),
    refetchInterval: REFRESH_MS,
  });
