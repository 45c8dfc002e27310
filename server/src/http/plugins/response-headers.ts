import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { CURRENT_API_VERSION } from '../../domain/plans.ts';

/** On every response; authentication replaces the version by the one the integration is pinned to. */
export function setCommonHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.header('X-Request-Id', request.id);
  reply.header('X-API-Version', CURRENT_API_VERSION);
  reply.header('X-Content-Type-Options', 'nosniff');
}

export function addResponseHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => setCommonHeaders(request, reply));
}
