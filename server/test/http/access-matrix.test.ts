import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newApiKey } from '../../src/domain/api-key.ts';
import { HOUR_US } from '../../src/domain/time.ts';
import { DASHBOARD_ROUTES } from '../../src/http/dashboard/dashboard.ts';
import { createApiKey, revokeApiKey } from '../../src/operations/api-keys.ts';
import { updateIntegration } from '../../src/operations/integration.ts';
import { createTestApi, newAddress, type TestApi } from '../support/api.ts';
import { listRoutes } from '../support/list-routes.ts';

/** Who may use a route of the public API; what is not said is refused. */
interface Access {
  readonly scope: 'read' | 'write' | null;
  readonly isPublic?: true;
  /** Also without the plan and when the integration is off. */
  readonly worksWhenDisabled?: true;
  readonly testKeyOnly?: true;
  /** A write of a live key that test mode doesn't hold back. */
  readonly worksInTestMode?: true;
}

const API: Readonly<Record<string, Access>> = {
  'GET /api/v1/health': { scope: null, isPublic: true },
  'GET /api/v1/openapi.json': { scope: null, isPublic: true },
  'GET /api/v1/me': { scope: null, worksWhenDisabled: true },
  'GET /api/v1/listings': { scope: 'read' },
  'GET /api/v1/listings/:id': { scope: 'read' },
  'GET /api/v1/orders': { scope: 'read' },
  'GET /api/v1/orders/:id': { scope: 'read' },
  'GET /api/v1/events': { scope: 'read' },
  'GET /api/v1/events/:id': { scope: 'read' },
  'GET /api/v1/events/stream': { scope: 'read' },
  'POST /api/v1/customers': { scope: 'write' },
  'POST /api/v1/customers/bulk': { scope: 'write' },
  'POST /api/v1/orders': { scope: 'write' },
  'POST /api/v1/orders/:id/cancel': { scope: 'write' },
  'POST /api/v1/test/webhook_ping': { scope: 'write', worksInTestMode: true },
  'POST /api/v1/test/events': { scope: 'write', testKeyOnly: true },
  'POST /api/v1/test/reset': { scope: 'write', testKeyOnly: true },
};

/** Pages and probes that anybody may read, as far as they are routes of their own. */
const OPEN =
  /^GET \/(docs|healthz|readyz|openapi\/v1\.postman\.json|integrations\/custom\/?|index\.html|favicon\.svg|color-scheme\.js|api\/dashboard\/sign-in-options|(account|channels|customers|forgot-password|inventory|orders|reset-password|sign-in|sign-up|two-factor)?\*?)$/;
/** Sign-in has a list of its own routes. */
const SIGN_IN = /^(GET|POST) \/\*$/;

let api: TestApi;
let app: FastifyInstance;
beforeAll(async () => {
  api = await createTestApi();
  app = api.app;
});
afterAll(() => api.close());

it('every route of the server is in the table of the API, of the dashboard, or open to anybody', () => {
  const dashboard = new Set(DASHBOARD_ROUTES.map(({ method, path }) => `${method} /api/dashboard${path}`));
  const routes = listRoutes(app);
  const unknown = routes.filter(
    (route) => API[route] === undefined && !dashboard.has(route) && !OPEN.test(route) && !SIGN_IN.test(route),
  );
  expect(unknown).toEqual([]);
  expect(Object.keys(API).filter((route) => !routes.includes(route))).toEqual([]);
});

type Refusal = readonly [status: number, code: string] | null;

/** What somebody with these credentials is told; null = not refused for want of permission. */
interface Credentials {
  readonly name: string;
  readonly authorization: () => Promise<string | undefined>;
  readonly refusal: (access: Access) => Refusal;
}

const bearer = (key: string) => `Bearer ${key}`;

async function keyOf(
  mode: 'live' | 'test',
  change: { scopes?: ('read' | 'write')[]; plan?: 'starter'; isTestMode?: boolean; isEnabled?: false } = {},
): Promise<string> {
  const { id } = await api.createDealer({ isTestMode: change.isTestMode ?? false });
  const { key } = await createApiKey(api.hub, id, { mode, scopes: change.scopes ?? ['read', 'write'] });
  if (change.isEnabled === false) await updateIntegration(api.hub, id, { is_enabled: false });
  if (change.plan !== undefined) {
    await api.hub.database.kysely
      .updateTable('dealers')
      .set({ plan: 'starter' })
      .where('id', '=', id)
      .execute();
  }
  return bearer(key);
}

async function revokedKey(): Promise<string> {
  const { id } = await api.createDealer();
  const created = await createApiKey(api.hub, id, { mode: 'live' });
  await revokeApiKey(api.hub, id, created.id);
  return bearer(created.key);
}

async function expiredKey(): Promise<string> {
  const { id } = await api.createDealer();
  const expiresAt = new Date(api.hub.clock() / 1000 + 60_000).toISOString();
  const { key } = await createApiKey(api.hub, id, { mode: 'live', expires_at: expiresAt });
  api.hub.advance(HOUR_US);
  return bearer(key);
}

const unless =
  (isAllowed: (access: Access) => boolean, status: number, code: string) =>
  (access: Access): Refusal =>
    isAllowed(access) ? null : [status, code];
const nobody = (code: string) => unless(() => false, 401, code);

const CREDENTIALS: readonly Credentials[] = [
  { name: 'no key', authorization: async () => undefined, refusal: nobody('missing_authorization') },
  {
    name: 'a bad key',
    authorization: async () => 'Bearer nonsense',
    refusal: nobody('malformed_authorization'),
  },
  {
    name: 'a key nobody has',
    authorization: async () => bearer(newApiKey()),
    refusal: nobody('invalid_api_key'),
  },
  { name: 'a revoked key', authorization: revokedKey, refusal: nobody('invalid_api_key') },
  { name: 'an expired key', authorization: expiredKey, refusal: nobody('expired_api_key') },
  {
    name: 'a key of a dealer without the plan',
    authorization: () => keyOf('live', { plan: 'starter' }),
    refusal: unless((it) => it.worksWhenDisabled === true, 403, 'plan_required'),
  },
  {
    name: 'a key of an integration that is off',
    authorization: () => keyOf('live', { isEnabled: false }),
    refusal: unless((it) => it.worksWhenDisabled === true, 403, 'integration_disabled'),
  },
  {
    name: 'a test key that may only read',
    authorization: () => keyOf('test', { scopes: ['read'] }),
    refusal: unless((it) => it.scope !== 'write', 403, 'insufficient_scope'),
  },
  {
    name: 'a test key that may only write',
    authorization: () => keyOf('test', { scopes: ['write'] }),
    refusal: unless((it) => it.scope !== 'read', 403, 'insufficient_scope'),
  },
  {
    name: 'a live key',
    authorization: () => keyOf('live'),
    refusal: unless((it) => it.testKeyOnly !== true, 403, 'test_key_required'),
  },
  {
    name: 'a live key in test mode',
    authorization: () => keyOf('live', { isTestMode: true }),
    refusal: (it) => {
      if (it.testKeyOnly) return [403, 'test_key_required'];
      return it.scope !== 'write' || it.worksInTestMode ? null : [403, 'test_mode_active'];
    },
  },
  { name: 'a test key', authorization: () => keyOf('test'), refusal: () => null },
];

async function ask(route: string, authorization: string | undefined, isHead = false) {
  const [method, path] = route.split(' ') as ['GET' | 'POST', string];
  const response = await app.inject({
    method: isHead ? 'HEAD' : method,
    // Without an event after it a stream would go on; one that can't begin ends at once.
    url: path.replace(':id', randomUUID()) + (path.endsWith('/stream') ? '?after=x' : ''),
    remoteAddress: newAddress(),
    headers: {
      ...(authorization === undefined ? {} : { authorization }),
      ...(method === 'POST' ? { 'idempotency-key': randomUUID(), 'content-type': 'application/json' } : {}),
    },
    ...(method === 'POST' ? { payload: '{}' } : {}),
  });
  const body = response.body === '' ? null : JSON.parse(response.body);
  return { status: response.statusCode, code: body?.error?.code as string | undefined };
}

describe.each(CREDENTIALS)('$name', ({ authorization, refusal }) => {
  let header: string | undefined;
  beforeAll(async () => {
    header = await authorization();
  });

  it.each(Object.entries(API))('%s', async (route, access) => {
    const expected = access.isPublic ? null : refusal(access);
    const { status, code } = await ask(route, header);
    if (expected !== null) expect([status, code]).toEqual(expected);
    else expect([401, 403, 500]).not.toContain(status);
    if (!route.startsWith('GET')) return;
    expect((await ask(route, header, true)).status, 'HEAD').toBe(status);
  });
});
