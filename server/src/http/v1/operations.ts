import Type from 'typebox';
import { CURRENT_API_VERSION } from '../../domain/plans.ts';
import type { RequestSchemas } from '../request-schema.ts';
import { customerOperations } from './customers.ts';
import { EVENT_OPERATIONS } from './events.ts';
import { INTEGRATION_OPERATIONS } from './integration.ts';
import { LISTING_OPERATIONS } from './listings.ts';
import type { Operation } from './operation.ts';
import { ORDER_OPERATIONS } from './orders.ts';
import { SANDBOX_OPERATIONS } from './sandbox.ts';
import { CustomerInputSchema } from './schemas/customer-schema.ts';
import { HealthSchema } from './schemas/integration-schema.ts';
import { ref } from './schemas/schema-parts.ts';

/**
 * The whole public API, in the order of the document.
 * @param openApi the JSON text of the OpenAPI document
 */
export function v1Operations(
  requestSchemas: RequestSchemas,
  openApi: () => string,
  streamEvents: Operation,
): Operation[] {
  return [
    ...systemOperations(openApi),
    ...INTEGRATION_OPERATIONS,
    ...LISTING_OPERATIONS,
    ...customerOperations(requestSchemas.check(ref(CustomerInputSchema))),
    ...ORDER_OPERATIONS,
    ...EVENT_OPERATIONS,
    streamEvents,
    ...SANDBOX_OPERATIONS,
  ];
}

const systemOperations = (openApi: () => string): Operation[] => [
  {
    operationId: 'getHealth',
    method: 'GET',
    path: '/health',
    tag: 'System',
    summary: 'Health',
    description: 'Whether the API answers. Needs no key and costs no tokens.',
    access: 'public',
    responses: [{ status: 200, description: 'It does.', schema: ref(HealthSchema) }],
    answer: () => JSON.stringify({ status: 'ok', api_version: CURRENT_API_VERSION }),
  },
  {
    operationId: 'getOpenApi',
    method: 'GET',
    path: '/openapi.json',
    tag: 'System',
    summary: 'This document',
    description: 'The OpenAPI 3.1 description of this API. Needs no key and costs no tokens.',
    access: 'public',
    responses: [
      {
        status: 200,
        description: 'The document.',
        schema: Type.Object({}, { additionalProperties: true, description: 'OpenAPI 3.1.' }),
      },
    ],
    answer: openApi,
  },
];
