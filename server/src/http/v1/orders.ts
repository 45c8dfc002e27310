import { showOrder } from '../../domain/order.ts';
import { cancelOrder, createOrder, getOrder, listOrders } from '../../operations/orders.ts';
import { type Operation, readOperation, writeOperation } from './operation.ts';
import { readPageQuery } from './page-query.ts';
import {
  CancelInputSchema,
  OrderInputSchema,
  OrderListSchema,
  OrderQuery,
  OrderSchema,
} from './schemas/order-schema.ts';
import { ref } from './schemas/schema-parts.ts';

const tag = 'Orders';

const ORDER_READS: Operation[] = [
  readOperation({
    operationId: 'listOrders',
    path: '/orders',
    tag,
    summary: 'List orders',
    description: 'Orders of every source, newest change first.',
    access: { scope: 'read' },
    query: OrderQuery,
    responses: [{ status: 200, description: 'A page of orders.', schema: ref(OrderListSchema) }],
    errors: ['invalid_cursor'],
    answers: 'object',
    read: ({ hub, caller, query }) =>
      listOrders(hub, caller, {
        ...readPageQuery(query),
        status: query.status,
        externalId: query.external_id,
      }),
  }),
  readOperation({
    operationId: 'getOrder',
    path: '/orders/:id',
    tag,
    summary: 'Get an order',
    description: 'One order.',
    access: { scope: 'read' },
    responses: [{ status: 200, description: 'The order.', schema: ref(OrderSchema) }],
    errors: ['resource_not_found'],
    answers: 'object',
    read: async ({ hub, caller, id }) => showOrder(await getOrder(hub, caller, id)),
  }),
];

const ORDER_WRITES: Operation[] = [
  writeOperation({
    operationId: 'createOrder',
    path: '/orders',
    tag,
    summary: 'Place an order',
    description:
      'All or nothing: the stock is taken, the customer created or found, the order written and every event recorded together. One watch is never sold twice: of concurrent orders for the last piece one succeeds and the others get `listing_unavailable`.',
    access: { scope: 'write' },
    body: OrderInputSchema,
    bodyExample: {
      external_id: 'shop-1001',
      line_items: [{ stock_number: 'WH-0042', price: { amount: 1299900, currency: 'EUR' } }],
      customer: { email: 'ada@example.com', first_name: 'Ada', last_name: 'Meier' },
      shipping_address: {
        name: 'Ada Meier',
        line1: 'Bahnhofstrasse 1',
        postal_code: '8001',
        city: 'Zürich',
        country: 'CH',
      },
      metadata: { shop_order: 'A-1001' },
    },
    responses: [{ status: 201, description: 'The order.', schema: ref(OrderSchema) }],
    errors: ['too_many_items', 'resource_not_found', 'listing_unavailable', 'duplicate_external_id'],
    write: async (write, { body }) => ({ status: 201, object: showOrder(await createOrder(write, body)) }),
  }),
  writeOperation({
    operationId: 'cancelOrder',
    path: '/orders/:id/cancel',
    tag,
    summary: 'Cancel an order',
    description:
      'Gives back exactly the stock this order took, once. Cancelling again returns the same order. Costs 2 tokens.',
    access: { scope: 'write' },
    cost: 2,
    body: CancelInputSchema,
    bodyExample: { reason: 'customer', note: 'Changed their mind.', restock: true },
    responses: [{ status: 200, description: 'The cancelled order.', schema: ref(OrderSchema) }],
    errors: ['resource_not_found', 'order_not_cancellable'],
    write: async (write, { id, body }) => ({
      status: 200,
      object: showOrder(await cancelOrder(write, id, body)),
    }),
  }),
];

export const ORDER_OPERATIONS: Operation[] = [...ORDER_READS, ...ORDER_WRITES];
