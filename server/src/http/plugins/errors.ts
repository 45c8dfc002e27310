import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { errorEnvelope } from '../../domain/error-envelope.ts';
import type { Hub } from '../../operations/hub.ts';
import { toRefusal } from '../refusal.ts';

export const JSON_TYPE = 'application/json; charset=utf-8';

export type RefusalSender = (error: unknown, request: FastifyRequest, reply: FastifyReply) => FastifyReply;

/** Every failure leaves as the error envelope; what is our fault is logged with its cause. */
export function createRefusalSender(hub: Pick<Hub, 'publicUrl' | 'log'>): RefusalSender {
  return (error, request, reply) => {
    const refusal = toRefusal(error);
    const { status } = refusal.entry;
    request.errorCode = refusal.code;
    // A 503 without a cause is a decision, of which there may be thousands; its request has its line in the log.
    if (status === 500 || refusal.cause !== undefined) {
      hub.log.error({ request_id: request.id, err: refusal.cause ?? refusal }, `${refusal.code}`);
    }
    if (refusal.retryAfterSeconds !== undefined)
      reply.header('Retry-After', String(refusal.retryAfterSeconds));
    // RFC 9110, section 15.5.2: a 401 names the scheme.
    if (status === 401 && refusal.code !== 'invalid_session') {
      reply.header('WWW-Authenticate', 'Bearer realm="WatchTraderHub"');
    }
    return reply
      .code(status)
      .type(JSON_TYPE)
      .send(JSON.stringify(errorEnvelope(refusal, hub.publicUrl(), request.id)));
  };
}

export function addErrorHandling(app: FastifyInstance, sendRefusal: RefusalSender): void {
  app.decorateRequest('errorCode', null);
  app.setErrorHandler((error, request, reply) => sendRefusal(error, request, reply));
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Code of the refusal this request ended in; for the log. */
    errorCode: string | null;
  }
}
