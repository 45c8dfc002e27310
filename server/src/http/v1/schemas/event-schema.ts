import Type, { type TSchema } from 'typebox';
import { EVENT_TYPES, type EventType } from '../../../domain/event-types.ts';
import { CustomerSchema } from './customer-schema.ts';
import { IntegrationSchema } from './integration-schema.ts';
import { ListingSchema } from './listing-schema.ts';
import { OrderSchema } from './order-schema.ts';
import { enumeration, input, limit, literal, nullable, ref, shownText, time } from './schema-parts.ts';

export const MAX_SEQUENCE = Number.MAX_SAFE_INTEGER;

function eventFields(type: TSchema, data: TSchema) {
  return {
    id: Type.String({ pattern: '^evt_[0-9a-f]{32}$', description: 'The event, the same at every delivery.' }),
    object: literal('event', 'Always `event`.'),
    type,
    api_version: shownText("The integration's version when it happened."),
    created_at: time('When it happened.'),
    livemode: Type.Boolean({ description: 'false = it happened in the sandbox.' }),
    sequence: Type.Integer({ minimum: 1, description: '1, 2, 3 … per dealer and mode, without gaps.' }),
    data,
  };
}

/** Schemas take their name from the type: `listing.in_stock` becomes `ListingInStockEvent`. */
export function eventSchemaName(type: EventType): string {
  const words = type.split(/[._]/).map((word) => word[0]!.toUpperCase() + word.slice(1));
  return `${words.join('').replace(/Event$/, '')}Event`;
}

const RESOURCES: Record<string, TSchema> = {
  listing: ListingSchema,
  order: OrderSchema,
  customer: CustomerSchema,
  integration: IntegrationSchema,
};

function eventSchema(type: EventType) {
  const resource = RESOURCES[type.split('.')[0]!]!;
  const previous = Type.Object(
    {},
    {
      additionalProperties: true,
      description:
        'Each changed top-level field with its complete previous value; never `version` or `updated_at`.',
    },
  );
  const data = Type.Object(
    {
      object: ref(resource),
      ...(type === 'listing.updated' ? { previous_attributes: Type.Optional(previous) } : {}),
    },
    { description: 'The full resource as of this event.' },
  );
  return Type.Object(eventFields(literal(type, `Always \`${type}\`.`), data), {
    $id: eventSchemaName(type),
    description: `The body of ${type}.`,
  });
}

const TYPED_EVENT_SCHEMAS = EVENT_TYPES.map(eventSchema);

export const EventSchema = Type.Unsafe({
  $id: 'Event',
  description: 'Something that happened; `type` tells which resource `data.object` is.',
  oneOf: TYPED_EVENT_SCHEMAS.map(ref),
  discriminator: {
    propertyName: 'type',
    mapping: Object.fromEntries(
      EVENT_TYPES.map((type) => [type, `#/components/schemas/${eventSchemaName(type)}`]),
    ),
  },
});

export const EventListSchema = Type.Object(
  {
    object: literal('list', 'Always `list`.'),
    data: Type.Array(ref(EventSchema), { description: 'The events, oldest first.' }),
    has_more: Type.Boolean({ description: 'Whether more can be read at once.' }),
    next_cursor: nullable(shownText('`last_sequence` as text while there is more, else null.')),
    last_sequence: Type.Integer({
      description: 'Pass it as `after_sequence` to go on. It moves past events that `types` left out.',
    }),
  },
  { $id: 'EventList', description: 'A page of the feed.' },
);

/** Separated by commas, or the parameter again. */
export const types = Type.Optional(
  Type.Array(enumeration(EVENT_TYPES), {
    maxItems: EVENT_TYPES.length,
    description: 'Only these types, separated by commas.',
    examples: [['order.received', 'order.cancelled']],
  }),
);

export const EventQuery = input({
  after_sequence: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: MAX_SEQUENCE,
      description: 'Events after this sequence; without it, from the oldest kept (30 days).',
    }),
  ),
  after: Type.Optional(Type.String({ description: 'A `next_cursor`; the same as `after_sequence`.' })),
  types,
  limit,
});

export const EventStreamQuery = input({
  after_sequence: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: MAX_SEQUENCE,
      description: 'Events after this sequence. `Last-Event-ID` wins over it.',
    }),
  ),
  start: Type.Optional(
    enumeration(['oldest', 'latest'], {
      default: 'oldest',
      description:
        'Where to start without a sequence: with the oldest event kept (30 days), or with the next one that happens.',
    }),
  ),
  types,
});

export const EVENT_SCHEMAS = [...TYPED_EVENT_SCHEMAS, EventSchema, EventListSchema];
