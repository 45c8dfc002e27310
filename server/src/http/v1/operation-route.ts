import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import Type from 'typebox';
import type { WriteSource } from '../../domain/world.ts';
import { assertAllowed } from '../../operations/authenticate.ts';
import type { Caller, Hub } from '../../operations/hub.ts';
import { writeIdempotently } from '../../operations/idempotency.ts';
import { assertWriteCapacity } from '../../operations/write-capacity.ts';
import { JSON_TYPE } from '../plugins/errors.ts';
import type { Identity, Operation, ReadOperation, StreamOperation, WriteOperation } from './operation.ts';

const NO_PARAMETERS = Type.Object({}, { additionalProperties: false });

/** The Fastify route of an operation. */
export function operationRoute(operation: Operation, hub: Hub): RouteOptions {
  return {
    method: operation.method,
    url: `/api/v1${operation.path}`,
    config: { operation },
    ...('bodyLimitBytes' in operation ? { bodyLimit: operation.bodyLimitBytes } : {}),
    schema: {
      querystring: operation.query ?? NO_PARAMETERS,
      ...(operation.method === 'POST' ? { body: operation.looseBody ?? operation.body } : {}),
      ...('read' in operation && operation.answers === 'object'
        ? { response: responseSchemas(operation) }
        : {}),
    },
    handler: handlerOf(operation, hub),
  };
}

function responseSchemas(operation: Operation): Record<number, object> {
  return Object.fromEntries(operation.responses.map(({ status, schema }) => [status, schema]));
}

function handlerOf(operation: Operation, hub: Hub): RouteOptions['handler'] {
  if ('answer' in operation) return async (_request, reply) => reply.type(JSON_TYPE).send(operation.answer());
  if ('read' in operation) return (request, reply) => read(operation, hub, request, reply);
  if ('stream' in operation) return (request, reply) => stream(operation, hub, request, reply);
  return (request, reply) => write(operation, hub, request, reply);
}

function callOf(request: FastifyRequest, hub: Hub, source: WriteSource = 'api') {
  const identity = request.identity as Identity;
  const caller: Caller = {
    dealerId: identity.dealer_id,
    livemode: identity.livemode,
    source,
    traceparent: request.observation?.traceparent ?? null,
  };
  return { hub, identity, caller, id: (request.params as { id?: string }).id ?? '' };
}

async function read(operation: ReadOperation, hub: Hub, request: FastifyRequest, reply: FastifyReply) {
  const answer = await operation.read({ ...callOf(request, hub), query: request.query as never });
  return reply.type(JSON_TYPE).send(answer);
}

/** Proxies must pass it on as it comes. */
async function stream(operation: StreamOperation, hub: Hub, request: FastifyRequest, reply: FastifyReply) {
  const call = { ...callOf(request, hub), query: request.query as never };
  // HEAD takes the head alone, and would wait for the end of a body.
  const body = request.method === 'HEAD' ? Readable.from([]) : await operation.stream(call, request, reply);
  return reply
    .header('Content-Type', operation.responses[0]!.mediaType)
    .header('X-Accel-Buffering', 'no')
    .send(body);
}

async function write(operation: WriteOperation, hub: Hub, request: FastifyRequest, reply: FastifyReply) {
  const call = { ...callOf(request, hub, operation.source), body: request.body as never };
  assertWriteCapacity(hub, call.caller.dealerId);
  const stored = await writeIdempotently(
    hub,
    call.caller,
    {
      // Checked when the request was authenticated.
      key: request.headers['idempotency-key'] as string,
      method: request.method,
      path: request.url.split('?', 1)[0]!,
      body: request.body,
      requestId: request.id,
      assertAllowed: (settings) => assertAllowed({ ...call.identity, ...settings }, operation.access),
    },
    (worldWrite) => operation.write(worldWrite, call),
  );
  if (stored.isReplay) reply.header('Idempotent-Replay', 'true');
  return reply.code(stored.status).header('X-Request-Id', stored.requestId).type(JSON_TYPE).send(stored.body);
}
