import type { FastifyInstance } from 'fastify';
import { ApiError } from '../../domain/api-error.ts';

/**
 * Answers unknown paths with 404 and known ones with the wrong method with 405, before the body is read.
 * Registered before every route, since it notes them as they come. Wildcard routes don't count as known paths.
 */
export function addRouteTable(app: FastifyInstance): void {
  const methodsByPattern = new Map<string, Set<string>>();
  app.addHook('onRoute', ({ url, method }) => {
    if (url.includes('*')) return;
    const methods = methodsByPattern.get(url) ?? new Set<string>();
    for (const name of [method].flat()) methods.add(name);
    methodsByPattern.set(url, methods);
  });
  app.addHook('onRequest', async (request, reply) => {
    if (!request.is404) return;
    const path = request.url.split('?', 1)[0]!;
    const methods = [...methodsByPattern]
      .filter(([pattern]) => matches(pattern, path))
      .flatMap(([, it]) => [...it]);
    if (methods.length === 0) throw new ApiError('route_not_found');
    const allowed = [...new Set(methods)].sort().join(', ');
    reply.header('Allow', allowed);
    throw new ApiError('method_not_allowed', {
      message: `${path.slice(0, 200)} does not know the method ${request.method}; it knows ${allowed}.`,
    });
  });
  app.setNotFoundHandler(() => {
    throw new ApiError('route_not_found');
  });
}

function matches(pattern: string, path: string): boolean {
  const left = pattern.split('/');
  const right = path.split('/');
  return (
    left.length === right.length &&
    left.every((step, index) => (step.startsWith(':') ? right[index] !== '' : step === right[index]))
  );
}
