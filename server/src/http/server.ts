import type { Socket } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';
import { newId, newRequestId } from '../domain/ids.ts';
import { EventStreams } from '../operations/event-streams.ts';
import { RateLimiter } from '../operations/rate-limit.ts';
import { answerClientError } from './client-error.ts';
import { CONNECTION_OPTIONS, limitConnections, REQUEST_TIMEOUT_MS } from './connection-limits.ts';
import { addDashboard } from './dashboard/dashboard.ts';
import type { HttpDependencies } from './dependencies.ts';
import { addOpenApi } from './openapi/plugin.ts';
import { addPages } from './pages/pages.ts';
import { addApiKeyCheck } from './plugins/api-key.ts';
import { addClosingConnections } from './plugins/closing-connections.ts';
import { addErrorHandling, createRefusalSender } from './plugins/errors.ts';
import { addJsonBody, BODY_LIMIT_BYTES } from './plugins/json-body.ts';
import { addObservation } from './plugins/observation.ts';
import { addProbes } from './plugins/probes.ts';
import { addQueryEncodingCheck } from './plugins/query-encoding.ts';
import { addRequestLog } from './plugins/request-log.ts';
import { addResponseHeaders, setCommonHeaders } from './plugins/response-headers.ts';
import { addRouteTable } from './plugins/route-table.ts';
import { addSecurityHeaders } from './plugins/security-headers.ts';
import { createRequestSchemas } from './request-schema.ts';
import { operationRoute } from './v1/operation-route.ts';
import { v1Operations } from './v1/operations.ts';
import { NAMED_SCHEMAS } from './v1/schemas/named-schemas.ts';
import { streamEventsOperation } from './v1/stream-events.ts';

/** Above every URL that fits into the header limit: an id of any length is simply one that nothing has. */
const MAX_PATH_PARAMETER_LENGTH = 16_384;

/** The hub's HTTP side, ready to `listen`. `close` lets requests in flight finish. */
export async function buildServer(dependencies: HttpDependencies): Promise<FastifyInstance> {
  const { hub, config } = dependencies;
  const sendRefusal = createRefusalSender(hub);
  const app = fastify({
    genReqId: newRequestId,
    requestIdHeader: false,
    trustProxy: config.trustProxy.length === 0 ? false : [...config.trustProxy],
    bodyLimit: BODY_LIMIT_BYTES,
    http: CONNECTION_OPTIONS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    return503OnClosing: false,
    routerOptions: { maxParamLength: MAX_PATH_PARAMETER_LENGTH },
    rewriteUrl: (request) => expandAlias(request.url ?? '/'),
    frameworkErrors: (error, request, reply) => {
      setCommonHeaders(request, reply);
      sendRefusal(error, request, reply);
    },
    clientErrorHandler: (error, socket) => answerClientError(error, socket as Socket, hub.publicUrl()),
  });
  limitConnections(app.server);
  addObservation(app, dependencies.observer);
  addErrorHandling(app, sendRefusal);
  addClosingConnections(app);
  addRequestLog(app, hub.log);
  addResponseHeaders(app);
  await addSecurityHeaders(app);
  addRouteTable(app);
  addJsonBody(app);
  addQueryEncodingCheck(app);
  addApiKeyCheck(app, hub, startedLimiter(app, dependencies));
  await addApi(app, dependencies);
  addDashboard(app, dependencies);
  addProbes(app, dependencies);
  await addPages(app, hub);
  return app;
}

/** `/v1/…` is `/api/v1/…`. */
function expandAlias(url: string): string {
  return url.startsWith('/v1/') ? `/api${url}` : url;
}

function startedLimiter(app: FastifyInstance, { hub, config }: HttpDependencies): RateLimiter {
  const limiter = new RateLimiter(hub, {
    limitPerMinute: config.rateLimitPerMinute,
    node: newId(hub.clock()),
  });
  app.addHook('onReady', async () => limiter.start());
  app.addHook('onClose', async () => await limiter.stop());
  return limiter;
}

/** They end before the server waits for its connections. */
function eventStreams(app: FastifyInstance, { hub, config, observer }: HttpDependencies): EventStreams {
  const streams = new EventStreams(hub, config.eventStreams, observer?.streamsCounted);
  app.addHook('preClose', async () => await streams.stop());
  return streams;
}

async function addApi(app: FastifyInstance, dependencies: HttpDependencies): Promise<void> {
  const { hub, config } = dependencies;
  const requestSchemas = createRequestSchemas(NAMED_SCHEMAS);
  app.setValidatorCompiler(requestSchemas.compiler);
  for (const schema of NAMED_SCHEMAS) app.addSchema(schema);
  const openApi = await addOpenApi(app, hub);
  const streamEvents = streamEventsOperation(eventStreams(app, dependencies), config.eventStreams);
  for (const operation of v1Operations(requestSchemas, openApi, streamEvents)) {
    app.route(operationRoute(operation, hub));
  }
}
