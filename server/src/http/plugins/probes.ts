import type { FastifyInstance } from 'fastify';
import { ApiError } from '../../domain/api-error.ts';
import type { HttpDependencies } from '../dependencies.ts';

const RETRY_SECONDS = 2;

/**
 * `/healthz`: the process runs. `/readyz`: it can serve, so a balancer may send it requests; otherwise 503 with the
 * reason, whatever it is: a balancer must not take a check that failed for a defect of the process.
 */
export function addProbes(
  app: FastifyInstance,
  { findUnreadiness }: Pick<HttpDependencies, 'findUnreadiness'>,
): void {
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async () => {
    const reason = await findUnreadiness().catch((error: unknown) => {
      throw notReady('the database could not be asked', error);
    });
    if (reason === null) return { status: 'ready' };
    throw notReady(reason, reason);
  });
}

const notReady = (reason: string, cause: unknown): ApiError =>
  new ApiError('service_unavailable', {
    message: `Not ready: ${reason}.`,
    retryAfterSeconds: RETRY_SECONDS,
    cause,
  });
