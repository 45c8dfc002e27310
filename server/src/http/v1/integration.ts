import { describeIntegration } from '../../operations/integration.ts';
import { type Operation, readOperation } from './operation.ts';
import { IntegrationSchema } from './schemas/integration-schema.ts';
import { ref } from './schemas/schema-parts.ts';

export const INTEGRATION_OPERATIONS: Operation[] = [
  readOperation({
    operationId: 'describeIntegration',
    path: '/me',
    tag: 'Integration',
    summary: 'Who am I',
    description:
      'The integration behind the key. Works when it is switched off or the plan lacks it, so that one can see why the rest does not.',
    access: { scope: null, worksWhenDisabled: true },
    responses: [{ status: 200, description: 'The integration.', schema: ref(IntegrationSchema) }],
    answers: 'object',
    read: ({ hub, identity }) => describeIntegration(hub, identity),
  }),
];
