import { getEvent, listEvents } from '../../operations/events.ts';
import { type Operation, readOperation } from './operation.ts';
import { readSequence } from './page-query.ts';
import { EventListSchema, EventQuery, EventSchema } from './schemas/event-schema.ts';
import { DEFAULT_LIMIT, ref } from './schemas/schema-parts.ts';

const tag = 'Events';

export const EVENT_OPERATIONS: Operation[] = [
  readOperation({
    operationId: 'listEvents',
    path: '/events',
    tag,
    summary: 'List events',
    description:
      'The gapless feed, oldest first, kept 30 days. Remember `last_sequence` and go on with `after_sequence`: a webhook that went missing shows up here.',
    access: { scope: 'read' },
    query: EventQuery,
    responses: [{ status: 200, description: 'A page of the feed.', schema: ref(EventListSchema) }],
    errors: ['invalid_cursor', 'too_many_items'],
    answers: 'text',
    read: ({ hub, caller, query }) =>
      listEvents(hub, caller, {
        afterSequence: readSequence(query, 'after_sequence'),
        types: query.types,
        limit: query.limit ?? DEFAULT_LIMIT,
      }),
  }),
  readOperation({
    operationId: 'getEvent',
    path: '/events/:id',
    tag,
    summary: 'Get an event',
    description: 'One event, exactly as it was sent to webhook endpoints.',
    access: { scope: 'read' },
    responses: [{ status: 200, description: 'The event.', schema: ref(EventSchema) }],
    errors: ['resource_not_found'],
    answers: 'text',
    read: ({ hub, caller, id }) => getEvent(hub, caller, id),
  }),
];
