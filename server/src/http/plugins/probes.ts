import type { FastifyInstance } from 'fastify';
import { ApiError } from '../../domain/api-error.ts';
import type { HttpDependencies } from '../dependencies.ts';

const RETRY_SECONDS = 2;

/** `/healthz`: the process runs. `/readyz`: it can serve, so a balancer may send it requests. */
export function addProbes(
  app: FastifyInstance,
  { findUnreadiness }: Pick<HttpDependencies, 'findUnreadiness'>,
): void {
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async () => {
    const reason = await findUnreadiness();
    if (reason === null) return { status: 'ready' };
    throw new ApiError('service_unavailable', {
      message: `Not ready: ${reason}.`,
      retryAfterSeconds: RETRY_SECONDS,
      cause: reason,
    });
  });
}
