import { getEvent, listRecentEvents } from '../../operations/events.ts';
import { resetSandbox } from '../../operations/sandbox.ts';
import { writeWorld } from '../../operations/world-write.ts';
import { readSequence } from '../v1/page-query.ts';
import { DEFAULT_LIMIT } from '../v1/schemas/schema-parts.ts';
import { type DashboardRoute, dashboardRoute } from './dashboard-route.ts';
import { EventsQuery, ModeQuery } from './schemas.ts';

export const EVENT_ROUTES: readonly DashboardRoute[] = [
  dashboardRoute({
    method: 'GET',
    path: '/events',
    query: EventsQuery,
    handle: ({ hub, caller, query }) =>
      listRecentEvents(hub, caller, {
        beforeSequence: readSequence(query, 'before_sequence'),
        types: query.types,
        limit: query.limit ?? DEFAULT_LIMIT,
      }),
  }),
  dashboardRoute({
    method: 'GET',
    path: '/events/:id',
    query: ModeQuery,
    handle: ({ hub, caller, id }) => getEvent(hub, caller, id),
  }),
  dashboardRoute({
    method: 'POST',
    path: '/sandbox/reset',
    query: ModeQuery,
    // Of the sandbox, whichever world is being looked at.
    handle: ({ hub, caller }) => writeWorld(hub, { ...caller, livemode: false }, resetSandbox),
  }),
];
