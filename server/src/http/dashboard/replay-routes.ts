import type { EventType } from '../../domain/event-types.ts';
import {
  cancelReplay,
  createReplay,
  estimateReplay,
  getReplay,
  listReplays,
} from '../../operations/replays.ts';
import { JSON_TYPE } from '../plugins/errors.ts';
import { DEFAULT_LIMIT } from '../v1/schemas/schema-parts.ts';
import { type DashboardRoute, dashboardRoute } from './dashboard-route.ts';
import { ReplayBody, ReplaysQuery, timeOf } from './schemas.ts';

export const REPLAY_ROUTES: readonly DashboardRoute[] = [
  dashboardRoute({
    method: 'POST',
    path: '/webhook-endpoints/:id/replay',
    body: ReplayBody,
    status: 202,
    handle: async ({ hub, dealerId, id, body, reply }) => {
      const request = {
        endpointId: id,
        sinceUs: timeOf(body.since)!,
        untilUs: timeOf(body.until),
        types: (body.types as EventType[] | null | undefined) ?? null,
        onlyFailed: body.only_failed ?? false,
        ratePerSecond: body.rate_per_second,
      };
      if (body.dry_run !== true) return await createReplay(hub, dealerId, request);
      const estimate = await estimateReplay(hub, dealerId, request);
      return reply.code(200).type(JSON_TYPE).send(JSON.stringify(estimate));
    },
  }),
  dashboardRoute({
    method: 'GET',
    path: '/webhook-endpoints/:id/replays',
    query: ReplaysQuery,
    handle: ({ hub, dealerId, id, query }) =>
      listReplays(hub, dealerId, id, { limit: query.limit ?? DEFAULT_LIMIT, after: query.after }),
  }),
  dashboardRoute({
    method: 'GET',
    path: '/replays/:id',
    handle: ({ hub, dealerId, id }) => getReplay(hub, dealerId, id),
  }),
  dashboardRoute({
    method: 'POST',
    path: '/replays/:id/cancel',
    handle: ({ hub, dealerId, id }) => cancelReplay(hub, dealerId, id),
  }),
];
