import { getDelivery, listDeliveries } from '../../operations/deliveries.ts';
import { retryDeliveries, retryDelivery } from '../../operations/retry-delivery.ts';
import { DEFAULT_LIMIT } from '../v1/schemas/schema-parts.ts';
import { type DashboardRoute, dashboardRoute } from './dashboard-route.ts';
import { DeliveriesQuery, RetryDeliveriesBody, timeOf } from './schemas.ts';

export const DELIVERY_ROUTES: readonly DashboardRoute[] = [
  dashboardRoute({
    method: 'GET',
    path: '/deliveries',
    query: DeliveriesQuery,
    handle: ({ hub, dealerId, query }) =>
      listDeliveries(hub, dealerId, {
        status: query.status,
        type: query.type,
        endpointId: query.endpoint_id,
        livemode: query.mode === undefined ? undefined : query.mode === 'live',
        fromUs: timeOf(query.from),
        toUs: timeOf(query.to),
        q: query.q,
        limit: query.limit ?? DEFAULT_LIMIT,
        after: query.after,
      }),
  }),
  dashboardRoute({
    method: 'GET',
    path: '/deliveries/:id',
    handle: ({ hub, dealerId, id }) => getDelivery(hub, dealerId, id),
  }),
  dashboardRoute({
    method: 'POST',
    path: '/deliveries/retry',
    body: RetryDeliveriesBody,
    status: 202,
    handle: ({ hub, dealerId, body }) => retryDeliveries(hub, dealerId, body.ids),
  }),
  dashboardRoute({
    method: 'POST',
    path: '/deliveries/:id/retry',
    status: 202,
    handle: ({ hub, dealerId, id }) => retryDelivery(hub, dealerId, id),
  }),
];
