import { upsertCustomer, upsertCustomers } from '../../operations/customers.ts';
import { BULK_BODY_LIMIT_BYTES } from '../plugins/json-body.ts';
import type { Check } from '../request-schema.ts';
import { type Operation, writeOperation } from './operation.ts';
import {
  BulkResultSchema,
  CustomerBatchSchema,
  CustomerInputSchema,
  LooseCustomerBatchSchema,
  MAX_BULK_CUSTOMERS,
  UpsertedCustomerSchema,
} from './schemas/customer-schema.ts';
import { ref } from './schemas/schema-parts.ts';

const tag = 'Customers';

const EXAMPLE = {
  external_id: 'cust-42',
  email: 'ada@example.com',
  first_name: 'Ada',
  last_name: 'Meier',
  address: { line1: 'Bahnhofstrasse 1', postal_code: '8001', city: 'Zürich', country: 'CH' },
  tags: ['vip'],
};

/** @param checkRow checks one customer of a batch */
export const customerOperations = (checkRow: Check): Operation[] => [
  writeOperation({
    operationId: 'upsertCustomer',
    path: '/customers',
    tag,
    summary: 'Create or update a customer',
    description:
      'Finds the customer by `external_id`, then e-mail, then phone, and updates what you send; creates one when nobody matches. A match never overwrites a different non-empty `external_id`, `email` or `phone`. A phone alone recognises only who has an equal last name or none.',
    access: { scope: 'write' },
    body: CustomerInputSchema,
    bodyExample: EXAMPLE,
    responses: [
      { status: 201, description: 'A new customer.', schema: ref(UpsertedCustomerSchema) },
      { status: 200, description: 'A known customer.', schema: ref(UpsertedCustomerSchema) },
    ],
    errors: ['too_many_items', 'customer_conflict'],
    write: (write, { body }) => upsertCustomer(write, body),
  }),
  writeOperation({
    operationId: 'upsertCustomers',
    path: '/customers/bulk',
    tag,
    summary: 'Create or update many customers',
    description: `Up to ${MAX_BULK_CUSTOMERS} customers in order; duplicates within one batch meet each other. A bad row fails alone. Costs 2 tokens; the body may have 8 MiB.`,
    access: { scope: 'write' },
    cost: 2,
    body: CustomerBatchSchema,
    bodyExample: { customers: [EXAMPLE] },
    looseBody: LooseCustomerBatchSchema,
    bodyLimitBytes: BULK_BODY_LIMIT_BYTES,
    responses: [{ status: 200, description: 'What became of each row.', schema: ref(BulkResultSchema) }],
    errors: ['too_many_items'],
    write: async (write, { body }) => ({
      status: 200,
      object: await upsertCustomers(write, body.customers, checkRow),
    }),
  }),
];
