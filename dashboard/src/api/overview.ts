import { queryOptions } from '@tanstack/react-query';
import { dashboardApi } from './request.ts';
import type { Mode, Overview } from './shapes.ts';

/** How often a page that shows it asks again while it is visible. */
export const OVERVIEW_REFRESH_MS = 15_000;

/** Counts and delivery health of one world. */
export const overviewQuery = (mode: Mode) =>
  queryOptions({
    queryKey: ['overview', mode],
    queryFn: ({ signal }) => dashboardApi.get<Overview>('/overview', { query: { mode }, signal }),
    refetchInterval: OVERVIEW_REFRESH_MS,
  });
