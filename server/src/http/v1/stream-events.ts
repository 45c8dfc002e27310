import Type, { type Static } from 'typebox';
import { errorEnvelope } from '../../domain/error-envelope.ts';
import { type EventStreams, STREAM_REQUIREMENT, type StreamQuery } from '../../operations/event-streams.ts';
import { EventStreamBody, type EventStreamTiming } from './event-stream-body.ts';
import { type StreamOperation, streamOperation } from './operation.ts';
import { parseSequence } from './page-query.ts';
import { EventStreamQuery } from './schemas/event-schema.ts';

const TIMING: EventStreamTiming = { heartbeatMs: 15_000, stallMs: 60_000 };

const DESCRIPTION = `The gapless feed as server-sent events, for as long as you read.

- An event is \`id:\` (its sequence) and \`data:\` (its JSON on one line, as in \`GET /events\`). It has no
  \`event:\` name, so one \`message\` listener hears every type; the type is in the JSON.
- After a disconnect, send the last id as \`Last-Event-ID\`, as EventSource clients do by themselves, to any node.
  It wins over \`after_sequence\`, which wins over \`start\`. Without any the stream starts, like \`GET /events\`,
  with the oldest event kept; with \`start=latest\` it starts with the next one.
- A record of \`id:\` alone moves your position: at the start, and past events that \`types\` left out.
- Every 15 s comes a comment as a heartbeat. When nothing has come for 45 s, reconnect.
- An event named \`closed\`, with an error as its data, says why the hub ends the stream: \`invalid_api_key\` (the
  key was revoked), \`expired_api_key\`, \`integration_disabled\`, \`plan_required\`, \`invalid_cursor\` (you have
  fallen behind what is kept) or \`service_unavailable\` (this process stops: reconnect).
- An integration may have 10 streams open per mode and hub process; one more is \`too_many_requests\`. Opening one
  costs one token. A reader that takes nothing for 60 s is cut off.

A browser's own EventSource can not send \`Authorization\`, and an API key does not belong in a browser: read the
stream from a server.`;

const EXAMPLE = `retry: 1000
id: 41

id: 42
data: {"id":"evt_0196a9d4f3b07c6f8b1e2d3c4b5a6978","object":"event","type":"order.received","sequence":42,…}

: heartbeat
`;

/** Clients that have seen no id may send an empty header. */
function queryOf(
  query: Static<typeof EventStreamQuery>,
  lastEventId: string | string[] | undefined,
): StreamQuery {
  const rest = { types: query.types, start: query.start ?? 'oldest' };
  if (lastEventId === undefined || lastEventId === '')
    return { ...rest, afterSequence: query.after_sequence, param: 'after_sequence' };
  const param = 'Last-Event-ID';
  return { ...rest, afterSequence: parseSequence(String(lastEventId), param), param };
}

/** @param timing for tests */
export function streamEventsOperation(
  streams: EventStreams,
  timing: Partial<EventStreamTiming> = {},
): StreamOperation {
  return streamOperation({
    operationId: 'streamEvents',
    path: '/events/stream',
    tag: 'Events',
    summary: 'Stream events',
    description: DESCRIPTION,
    access: STREAM_REQUIREMENT,
    query: EventStreamQuery,
    responses: [
      {
        status: 200,
        description: 'The stream, which ends only with the connection or with an event named `closed`.',
        mediaType: 'text/event-stream',
        schema: Type.String({
          description: 'Server-sent events; `data` is an `Event`.',
          examples: [EXAMPLE],
        }),
      },
    ],
    errors: ['invalid_cursor', 'too_many_items'],
    async stream({ hub, identity, query }, request, reply) {
      const stream = await streams.open(identity, queryOf(query, request.headers['last-event-id']));
      const body = new EventStreamBody(stream, {
        ...TIMING,
        ...timing,
        explain: (reason) => {
          request.errorCode = reason.code;
          return JSON.stringify(errorEnvelope(reason, hub.publicUrl(), request.id));
        },
        cut: (why) => {
          if (why === 'stalled')
            hub.log.info({ request_id: request.id }, 'a stalled reader of events was cut off');
          reply.raw.destroy();
        },
      });
      body.on('error', (err) => hub.log.error({ request_id: request.id, err }, 'an event stream failed'));
      return body;
    },
  });
}
