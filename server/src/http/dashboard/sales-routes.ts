import type { Static } from 'typebox';
import { showOrderToDealer } from '../../domain/order.ts';
import { getCustomer, listCustomers } from '../../operations/customers.ts';
import {
  cancelOrder,
  countOrders,
  createOrder,
  fulfillOrder,
  getOrder,
  listOrders,
} from '../../operations/orders.ts';
import { writeWorld } from '../../operations/world-write.ts';
import { CancelInputSchema, OrderInputSchema } from '../v1/schemas/order-schema.ts';
import { DEFAULT_LIMIT } from '../v1/schemas/schema-parts.ts';
import { type DashboardRoute, dashboardRoute } from './dashboard-route.ts';
import {
  CustomersQuery,
  FulfillOrderBody,
  ModeQuery,
  OrderCountsQuery,
  OrdersQuery,
  timeOf,
} from './schemas.ts';

/** The filters of a list of orders and of its counts. */
const readFilter = (query: Static<typeof OrderCountsQuery>) => ({
  externalId: query.external_id,
  customerId: query.customer_id,
  source: query.source,
  fromUs: timeOf(query.from),
  toUs: timeOf(query.to),
  q: query.q,
});

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
          ...readFilter(query),
          status: query.status,
          limit: query.limit ?? DEFAULT_LIMIT,
          after: query.after,
        },
        showOrderToDealer,
      ),
  }),
  dashboardRoute({
    method: 'GET',
    path: '/orders/counts',
    query: OrderCountsQuery,
    handle: ({ hub, caller, query }) => countOrders(hub, caller, readFilter(query)),
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

export const SALES_ROUTES: readonly DashboardRoute[] = [...orders, ...customers];
