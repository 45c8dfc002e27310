import Type from 'typebox';
import { API_KEY_SCOPES } from '../../../domain/api-key.ts';
import { EVENT_TYPES } from '../../../domain/event-types.ts';
import type { ShownIntegration } from '../../../domain/integration.ts';
import { PLANS } from '../../../domain/plans.ts';
import { ENDPOINT_MODES } from '../../../domain/webhook-endpoint.ts';
import type { Shows } from './same-type.ts';
import { enumeration, input, literal, nullable, ref, shownText, time, uuid } from './schema-parts.ts';

const subscriptions = (description: string) =>
  Type.Array(Type.String(), { description, examples: [['*'], ['listing.*', 'order.received']] });

const WebhookEndpointSchema = Type.Object(
  {
    id: uuid('The endpoint.'),
    object: literal('webhook_endpoint', 'Always `webhook_endpoint`.'),
    url: shownText('Where events are sent.'),
    description: nullable(shownText("The dealer's note.")),
    events: subscriptions('Exact types, `namespace.*` or `*`.'),
    mode: enumeration(ENDPOINT_MODES, { description: 'Which worlds it hears of.' }),
    skip_own_writes: Type.Boolean({ description: 'Whether it is spared what the API itself wrote.' }),
    rate_limit_per_second: Type.Integer({ description: 'Requests per second at most.' }),
    is_enabled: Type.Boolean({ description: 'Whether events are sent.' }),
    disabled_reason: nullable(shownText('`manual`, `gone` (it answered 410) or `failing`.')),
    consecutive_failures: Type.Integer({ description: 'Failures since the last success.' }),
    last_success_at: nullable(time('Last 2xx.')),
    last_failure_at: nullable(time('Last failure.')),
    previous_secret_expires_at: nullable(time('Until when the rotated secret still signs.')),
    created_at: time('When it was created.'),
    updated_at: time('When it was last changed.'),
  },
  { $id: 'WebhookEndpoint', description: 'A receiver of events.' },
);

export const IntegrationSchema = Type.Object(
  {
    id: uuid('The integration.'),
    object: literal('integration', 'Always `integration`.'),
    dealer: Type.Object(
      {
        id: uuid('The dealer.'),
        name: shownText('Name of the dealer.'),
        plan: enumeration(PLANS, { description: 'The plan.' }),
      },
      { description: 'Whose integration it is.' },
    ),
    is_enabled: Type.Boolean({ description: 'Whether the integration is switched on.' }),
    is_test_mode: Type.Boolean({
      description: 'Whether live keys may not write and live events are not sent.',
    }),
    livemode: Type.Boolean({ description: 'The world of the key: true = live, false = the sandbox.' }),
    api_version: shownText('The version the integration is pinned to.'),
    api_key: nullable(
      Type.Object(
        {
          id: uuid('The key.'),
          name: shownText('Its name.'),
          prefix: shownText('Its first characters.'),
          mode: enumeration(['live', 'test'], { description: 'Its world.' }),
          scopes: Type.Array(enumeration(API_KEY_SCOPES), { description: 'What it may do.' }),
        },
        { description: 'The key that asked; null in events caused by the dashboard.' },
      ),
    ),
    subscribed_events: subscriptions('What the first endpoint hears of.'),
    webhook: nullable(
      Type.Object(
        {
          url: shownText('Where events are sent.'),
          last_success_at: nullable(time('Last 2xx.')),
          last_failure_at: nullable(time('Last failure.')),
          consecutive_failures: Type.Integer({ description: 'Failures since the last success.' }),
        },
        { description: 'The first endpoint.' },
      ),
    ),
    webhook_endpoints: Type.Array(ref(WebhookEndpointSchema), { description: 'All endpoints.' }),
  },
  { $id: 'Integration', description: 'The connection between a dealer and what you build.' },
);

true satisfies Shows<Type.Static<typeof IntegrationSchema>, ShownIntegration>;

export const HealthSchema = Type.Object(
  {
    status: literal('ok', 'Always `ok`.'),
    api_version: shownText('The current version.'),
  },
  { $id: 'Health', description: 'The API answers.' },
);

export const PingSchema = Type.Object(
  {
    object: literal('webhook_ping', 'Always `webhook_ping`.'),
    event_id: shownText('The event: `evt_` and 32 hex digits.'),
    deliveries: Type.Array(
      Type.Object({
        id: uuid('The delivery: the value of `WTH-Delivery-Id`.'),
        endpoint_id: uuid('The endpoint.'),
        url: shownText('Where it is sent.'),
      }),
      { description: 'One per enabled endpoint.' },
    ),
  },
  { $id: 'WebhookPing', description: 'What was sent where.' },
);

export const SandboxSchema = Type.Object(
  {
    object: literal('sandbox', 'Always `sandbox`.'),
    listings: Type.Integer({ description: 'Listings it was filled with.' }),
  },
  { $id: 'Sandbox', description: 'The refilled sandbox.' },
);

export const TestEventInputSchema = input(
  { type: enumeration(EVENT_TYPES, { description: 'The event that is to happen.' }) },
  { $id: 'TestEventInput', description: 'Which event is to happen in the sandbox.' },
);

export const EmptyInputSchema = input({}, { $id: 'EmptyInput', description: 'Nothing is needed.' });

export const INTEGRATION_SCHEMAS = [
  WebhookEndpointSchema,
  IntegrationSchema,
  HealthSchema,
  PingSchema,
  SandboxSchema,
  TestEventInputSchema,
  EmptyInputSchema,
];
