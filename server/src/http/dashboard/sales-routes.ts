import { showOrderToDealer } from '../../domain/order.ts';
import { parseTime } from '../../domain/time.ts';
import { getCustomer, listCustomers } from '../../operations/customers.ts';
import { getDelivery, listDeliveries } from '../../operations/deliveries.ts';
import { cancelOrder, createOrder, fulfillOrder, getOrder, listOrders } from '../../operations/orders.ts';
import { retryDelivery } from '../../operations/retry-delivery.ts';
import { writeWorld } from '../../operations/world-write.ts';
import { CancelInputSchema, OrderInputSchema } from '../v1/schemas/order-schema.ts';
import { DEFAULT_LIMIT } from '../v1/schemas/schema-parts.ts';
import { type DashboardRoute, dashboardRoute } from './dashboard-route.ts';
import { CustomersQuery, DeliveriesQuery, FulfillOrderBody, ModeQuery, OrdersQuery } from './schemas.ts';

const orders: DashboardRoute[] = [
  dashboardRoute({
    method: 'GET',
    path: '/orders',
    query: OrdersQuery,
    handle: ({ hub, caller, query }) =>
      listOrders(
        hub,
        caller,
        {
          status: query.status,
          externalId: query.external_id,
          customerId: query.customer_id,
          q: query.q,
          limit: query.limit ?? DEFAULT_LIMIT,
          after: query.after,
        },
        showOrderToDealer,
      ),
  }),
  dashboardRoute({
    method: 'GET',
    path: '/orders/:id',
    query: ModeQuery,
    handle: async ({ hub, caller, id }) => showOrderToDealer(await getOrder(hub, caller, id)),
  }),
  dashboardRoute({
    method: 'POST',
    path: '/orders',
    query: ModeQuery,
    body: OrderInputSchema,
    status: 201,
    handle: async ({ hub, caller, body }) =>
      showOrderToDealer(await writeWorld(hub, caller, (write) => createOrder(write, body))),
  }),
  dashboardRoute({
    method: 'POST',
    path: '/orders/:id/fulfill',
    query: ModeQuery,
    body: FulfillOrderBody,
    handle: async ({ hub, caller, id, body }) =>
      showOrderToDealer(await writeWorld(hub, caller, (write) => fulfillOrder(write, id, body))),
  }),
  dashboardRoute({
    method: 'POST',
    path: '/orders/:id/cancel',
    query: ModeQuery,
    body: CancelInputSchema,
    handle: async ({ hub, caller, id, body }) =>
      showOrderToDealer(await writeWorld(hub, caller, (write) => cancelOrder(write, id, body))),
  }),
];

const customers: DashboardRoute[] = [
  dashboardRoute({
    method: 'GET',
    path: '/customers',
    query: CustomersQuery,
    handle: ({ hub, caller, query }) =>
      listCustomers(hub, caller, { ...query, limit: query.limit ?? DEFAULT_LIMIT }),
  }),
  dashboardRoute({
    method: 'GET',
    path: '/customers/:id',
    query: ModeQuery,
    handle: ({ hub, caller, id }) => getCustomer(hub, caller, id),
  }),
];

const timeOf = (text: string | undefined) => (text === undefined ? undefined : parseTime(text)!);

const deliveries: DashboardRoute[] = [
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
    path: '/deliveries/:id/retry',
    status: 202,
    handle: ({ hub, dealerId, id }) => retryDelivery(hub, dealerId, id),
  }),
];

export const SALES_ROUTES: readonly DashboardRoute[] = [...orders, ...customers, ...deliveries];
