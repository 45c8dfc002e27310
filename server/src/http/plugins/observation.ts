import type { FastifyInstance } from 'fastify';

export interface RequestHead {
  readonly id: string;
  readonly method: string;
  /** The pattern, never the address with its ids; null when no route fits. */
  readonly route: string | null;
  /** As the client sent it; not checked. */
  readonly traceparent: string | undefined;
  /** Its answer is open for as long as the reader wishes. */
  readonly isStream: boolean;
}

export interface RequestResult {
  /** Null when the client left before an answer. */
  readonly status: number | null;
  readonly durationMs: number;
  readonly errorCode: string | null;
}

/** One request while it is under way. */
export interface RequestObservation {
  /** The trace that the request belongs to, for what it causes; null when it is not traced. */
  readonly traceparent: string | null;
  /** Called twice when an answer was still made for a client that had left. */
  end(result: RequestResult): void;
}

/** Told of each request. It is called on the hot path: it must be quick and never throw. */
export interface HttpObserver {
  requestStarted(head: RequestHead): RequestObservation;
  /** Event streams, open and opening. */
  readonly streamsCounted: (open: number) => void;
}

/** The first plugin, so that a refusal of any other is seen too. */
export function addObservation(app: FastifyInstance, observer: HttpObserver | undefined): void {
  app.decorateRequest('observation', null);
  if (observer === undefined) return;
  app.addHook('onRequest', async (request) => {
    request.observation = observer.requestStarted({
      id: request.id,
      method: request.method,
      route: request.routeOptions.url ?? null,
      traceparent: traceparentOf(request.headers.traceparent),
      isStream: 'stream' in (request.routeOptions.config.operation ?? {}),
    });
  });
  app.addHook('onResponse', async (request, reply) => {
    request.observation?.end({
      status: reply.statusCode,
      durationMs: reply.elapsedTime,
      errorCode: request.errorCode,
    });
  });
  app.addHook('onRequestAbort', async (request) => {
    request.observation?.end({ status: null, durationMs: 0, errorCode: null });
  });
}

/** Sent twice it means nothing. */
const traceparentOf = (header: string | string[] | undefined): string | undefined =>
  typeof header === 'string' ? header : undefined;

declare module 'fastify' {
  interface FastifyRequest {
    /** Null when nobody watches. */
    observation: RequestObservation | null;
  }
}
