import type { FastifyInstance } from 'fastify';
import { parseTraceparent } from '../../domain/trace-context.ts';
import type { Log } from '../../operations/hub.ts';

/** Asked every few seconds by orchestrators; only their failures are news. */
const PROBES = new Set(['/healthz', '/readyz']);

const traceOf = (traceparent: string | null | undefined) =>
  traceparent == null ? {} : { trace_id: parseTraceparent(traceparent)?.traceId };

/** One line per request: the route, never the URL with its query, a header or a body. */
export function addRequestLog(app: FastifyInstance, log: Log): void {
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? null;
    if (route !== null && PROBES.has(route) && reply.statusCode < 400) return;
    log.info(
      {
        request_id: request.id,
        method: request.method,
        route,
        status: reply.statusCode,
        duration_ms: Math.round(reply.elapsedTime * 10) / 10,
        ...(request.errorCode === null ? {} : { error_code: request.errorCode }),
        ...(request.identity
          ? { dealer_id: request.identity.dealer_id, api_key: request.identity.prefix }
          : {}),
        ...traceOf(request.observation?.traceparent),
      },
      'request',
    );
  });
}
