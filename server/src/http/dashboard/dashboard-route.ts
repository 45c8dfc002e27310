import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import type { Static, TSchema } from 'typebox';
import type { Caller, Hub } from '../../operations/hub.ts';
import { assertWriteCapacity } from '../../operations/write-capacity.ts';
import type { DashboardSession, HttpDependencies } from '../dependencies.ts';
import { JSON_TYPE } from '../plugins/errors.ts';
import { input } from '../v1/schemas/schema-parts.ts';

interface Call {
  readonly hub: Hub;
  readonly config: HttpDependencies['config'];
  readonly session: DashboardSession;
  readonly dealerId: string;
  /** The world named by `?mode=`, live unless it says test. */
  readonly caller: Caller;
  /** The `:id` of the path; empty where there is none. */
  readonly id: string;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** A route below `/api/dashboard`. */
export interface DashboardRoute {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: TSchema;
  readonly body?: TSchema;
  /** Of the answer; 200 unless it says otherwise. 204 has no body. */
  readonly status?: 201 | 202 | 204;
  /** Resolves to the object that is answered; the reply itself when it has been sent already. */
  readonly handle: (call: Call & { readonly query: never; readonly body: never }) => Promise<unknown>;
}

/** Types `query` and `body` by their schemas. */
export function dashboardRoute<Q extends TSchema, B extends TSchema>(
  route: Omit<DashboardRoute, 'query' | 'body' | 'handle'> & {
    readonly query?: Q;
    readonly body?: B;
    readonly handle: (
      call: Call & { readonly query: Static<Q>; readonly body: Static<B> },
    ) => Promise<unknown>;
  },
): DashboardRoute {
  return route;
}

const NOTHING = input({});

/** The Fastify route of a dashboard route. The session has been checked before its handler runs. */
export function toRouteOptions(
  route: DashboardRoute,
  { hub, config }: Pick<HttpDependencies, 'hub' | 'config'>,
): RouteOptions {
  return {
    method: route.method,
    url: `/api/dashboard${route.path}`,
    schema: {
      querystring: route.query ?? NOTHING,
      ...(route.body === undefined ? {} : { body: route.body }),
      hide: true,
    },
    handler: async (request, reply) => {
      const session = request.dashboardSession!;
      const { mode } = request.query as { mode?: string };
      if (route.method !== 'GET') assertWriteCapacity(hub, session.dealerId);
      const answer = await route.handle({
        hub,
        config,
        session,
        dealerId: session.dealerId,
        caller: {
          dealerId: session.dealerId,
          livemode: mode !== 'test',
          source: 'dashboard',
          traceparent: request.observation?.traceparent ?? null,
        },
        id: (request.params as { id?: string }).id ?? '',
        request,
        reply,
        query: request.query as never,
        body: request.body as never,
      });
      if (answer === reply) return reply;
      if (route.status === 204) return reply.code(204).send();
      return reply
        .code(route.status ?? 200)
        .type(JSON_TYPE)
        .send(typeof answer === 'string' ? answer : JSON.stringify(answer));
    },
  };
}
