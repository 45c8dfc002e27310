import { queryOptions } from '@tanstack/react-query';
import { dashboardApi } from './request.ts';
import type { Integration } from './shapes.ts';

/** State, keys and endpoints of the Custom Integration; the frame of every page shows its test mode. */
export const integrationQuery = queryOptions({
  queryKey: ['integration'],
  queryFn: ({ signal }) => dashboardApi.get<Integration>('/integration', { signal }),
});

export const updateIntegration = (change: { is_enabled?: boolean; is_test_mode?: boolean }) =>
  dashboardApi.patch<Integration>('/integration', { body: change });
