import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ApiError } from '../../domain/api-error.ts';
import type { Accounts, DashboardSession } from '../dependencies.ts';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Guards every route of its scope: a write must come from the dashboard's own origin (a browser sends the header
 * with every cross-site write, so its absence is as suspect as a foreign one), and somebody must be signed in.
 */
export function addDashboardSession(app: FastifyInstance, accounts: Accounts): void {
  app.decorateRequest('dashboardSession', null);
  app.addHook('onRequest', async (request, reply) => {
    reply.header('Cache-Control', 'no-store');
    if (!SAFE_METHODS.has(request.method)) assertOwnOrigin(request, accounts.trustedOrigins());
    const session = await accounts.findSession(toHeaders(request));
    if (session === null) throw new ApiError('invalid_session');
    request.dashboardSession = session;
  });
}

function assertOwnOrigin(request: FastifyRequest, allowed: readonly string[]): void {
  const { origin } = request.headers;
  if (origin === undefined || !allowed.includes(origin)) {
    throw new ApiError('origin_not_allowed', { param: 'Origin' });
  }
}

/** The request's headers as the web platform has them. */
export function toHeaders(request: FastifyRequest): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    for (const item of [value].flat()) if (item !== undefined) headers.append(name, item);
  }
  return headers;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is signed in; set on every route below `/api/dashboard`. */
    dashboardSession: DashboardSession | null;
  }
}
