import { pingWebhooks } from '../../operations/ping.ts';
import { resetSandbox } from '../../operations/sandbox.ts';
import { makeTestEvent } from '../../operations/test-events.ts';
import { type Operation, writeOperation } from './operation.ts';
import { EventSchema } from './schemas/event-schema.ts';
import {
  EmptyInputSchema,
  PingSchema,
  SandboxSchema,
  TestEventInputSchema,
} from './schemas/integration-schema.ts';
import { ref } from './schemas/schema-parts.ts';

const tag = 'Testing';

export const SANDBOX_OPERATIONS: Operation[] = [
  writeOperation({
    operationId: 'pingWebhooks',
    path: '/test/webhook_ping',
    tag,
    summary: 'Ping the webhook endpoints',
    description:
      "Sends `integration.test_event` to every enabled endpoint of the key's mode, whatever it subscribes to. Works with either kind of key, in test mode too.",
    access: { scope: 'write', worksInTestMode: true },
    body: EmptyInputSchema,
    responses: [{ status: 202, description: 'What is on its way.', schema: ref(PingSchema) }],
    errors: ['webhook_not_configured'],
    write: async (write, { identity }) => ({ status: 202, object: await pingWebhooks(write, identity) }),
  }),
  writeOperation({
    operationId: 'makeTestEvent',
    path: '/test/events',
    tag,
    summary: 'Make an event happen',
    description:
      'Publishes, changes, sells … something in the sandbox, so that an event of this type really happens. Test keys only.',
    access: { scope: 'write', testKeyOnly: true },
    // Heard also by endpoints that skip what the API wrote: being heard is its purpose.
    source: 'test_tool',
    body: TestEventInputSchema,
    bodyExample: { type: 'listing.sold' },
    responses: [{ status: 202, description: 'The event.', schema: ref(EventSchema) }],
    write: async (write, { body }) => ({
      status: 202,
      object: JSON.parse(await makeTestEvent(write, body.type)),
    }),
  }),
  writeOperation({
    operationId: 'resetSandbox',
    path: '/test/reset',
    tag,
    summary: 'Reset the sandbox',
    description:
      "Empties the sandbox and fills it again with copies of the dealer's published listings, or a sample catalogue. Idempotency keys are forgotten, pending deliveries cancelled; sequences go on rising. Test keys only.",
    access: { scope: 'write', testKeyOnly: true },
    body: EmptyInputSchema,
    responses: [{ status: 200, description: 'The refilled sandbox.', schema: ref(SandboxSchema) }],
    write: async (write) => ({ status: 200, object: await resetSandbox(write) }),
  }),
];
