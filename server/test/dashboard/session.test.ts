import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DASHBOARD_ROUTES } from '../../src/http/dashboard/dashboard.ts';
import { createApiKey } from '../../src/operations/api-keys.ts';
import { scan } from '../accounts/authenticator.ts';
import {
  createDashboardApp,
  type DashboardApp,
  type DashboardResponse,
  type SignedIn,
} from '../support/dashboard.ts';

let dashboard: DashboardApp;
let dealer: SignedIn;
beforeAll(async () => {
  dashboard = await createDashboardApp();
  dealer = await dashboard.signUp();
});
afterAll(() => dashboard.close());

const ID = '01900000-0000-7000-8000-000000000000';

/** Every route of the dashboard API. */
const ROUTES: readonly [string, string][] = [
  ['GET', '/overview'],
  ['GET', '/integration'],
  ['PATCH', '/integration'],
  ['POST', '/api-keys'],
  ['POST', '/api-keys/:id/roll'],
  ['DELETE', '/api-keys/:id'],
  ['POST', '/webhook-endpoints'],
  ['PATCH', '/webhook-endpoints/:id'],
  ['DELETE', '/webhook-endpoints/:id'],
  ['POST', '/webhook-endpoints/:id/rotate-secret'],
  ['POST', '/webhook-endpoints/:id/ping'],
  ['GET', '/webhook-endpoints/:id/health'],
  ['GET', '/listings'],
  ['POST', '/listings'],
  ['GET', '/listings/:id'],
  ['PATCH', '/listings/:id'],
  ['DELETE', '/listings/:id'],
  ['POST', '/listings/:id/publish'],
  ['POST', '/listings/:id/unpublish'],
  ['POST', '/listings/:id/mark-sold'],
  ['POST', '/listings/:id/return-to-stock'],
  ['GET', '/listings/counts'],
  ['POST', '/listings/bulk'],
  ['POST', '/listings/import'],
  ['GET', '/listings/export.csv'],
  ['GET', '/import-fields'],
  ['GET', '/imports'],
  ['GET', '/imports/:id'],
  ['GET', '/imports/:id/errors.csv'],
  ['GET', '/imports/:id/rows'],
  ['GET', '/orders'],
  ['GET', '/orders/counts'],
  ['GET', '/orders/:id'],
  ['POST', '/orders'],
  ['POST', '/orders/:id/fulfill'],
  ['POST', '/orders/:id/cancel'],
  ['GET', '/customers'],
  ['GET', '/customers/:id'],
  ['GET', '/events'],
  ['GET', '/events/:id'],
  ['POST', '/sandbox/reset'],
  ['GET', '/deliveries'],
  ['GET', '/deliveries/:id'],
  ['POST', '/deliveries/retry'],
  ['POST', '/deliveries/:id/retry'],
  ['POST', '/webhook-endpoints/:id/replay'],
  ['GET', '/webhook-endpoints/:id/replays'],
  ['GET', '/replays/:id'],
  ['POST', '/replays/:id/cancel'],
];

/** Has what is required. */
function bodyOf(method: string, path: string): object | undefined {
  if (method === 'GET') return undefined;
  return path.endsWith('/replay') ? { since: '2026-05-07T09:30:00Z' } : {};
}

async function liveKeyOf(dealerId: string): Promise<string> {
  return (await createApiKey(dashboard.hub, dealerId, { mode: 'live' })).key;
}

const PASSWORD = 'a-password';
const cookiesOf = ({ headers }: DashboardResponse): string =>
  [headers['set-cookie']]
    .flat()
    .map((it) => String(it).split(';')[0])
    .join('; ');

async function newUser(): Promise<{ email: string; cookie: string }> {
  const email = `${randomUUID()}@example.com`;
  const user = { name: 'Otto', email, password: PASSWORD };
  return { email, cookie: cookiesOf(await dashboard.call('POST', '/api/auth/sign-up/email', user)) };
}

async function endedSession(): Promise<string> {
  const { cookie } = await newUser();
  await dashboard.call('POST', '/api/auth/sign-out', {}, { cookie });
  return cookie;
}

/** The cookies after a right password, before the code. */
async function halfSignedIn(): Promise<string> {
  const { email, cookie } = await newUser();
  const asked = await dashboard.call(
    'POST',
    '/api/auth/two-factor/enable',
    { password: PASSWORD },
    { cookie },
  );
  const code = scan(asked.body.totpURI).generate();
  const verified = await dashboard.call('POST', '/api/auth/two-factor/verify-totp', { code }, { cookie });
  expect(verified.status).toBe(200);
  const half = await dashboard.call('POST', '/api/auth/sign-in/email', { email, password: PASSWORD });
  expect(half.body.twoFactorRedirect).toBe(true);
  return cookiesOf(half);
}

const url = (path: string): string => `/api/dashboard${path.replace(':id', ID)}`;

describe('every dashboard route', () => {
  describe.each([
    ['an API key', async () => ({ authorization: `Bearer ${await liveKeyOf(dealer.dealerId)}` })],
    ['a session that has been signed out', async () => ({ cookie: await endedSession() })],
    ['a password without the second factor', async () => ({ cookie: await halfSignedIn() })],
  ] as const)('for somebody with %s', (_name, headersOf) => {
    let headers: Record<string, string>;
    beforeAll(async () => {
      headers = await headersOf();
    });
    it.each(ROUTES)('%s %s needs a session', async (method, path) => {
      const body = method === 'GET' ? undefined : {};
      const answer = await dashboard.call(method, url(path), body, headers);
      expect([answer.status, answer.body.error.code]).toEqual([401, 'invalid_session']);
    });
  });

  it('has a row in this table', () => {
    expect(DASHBOARD_ROUTES.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(
      ROUTES.map(([method, path]) => `${method} ${path}`).sort(),
    );
  });

  it.each(ROUTES)('%s %s needs a session', async (method, path) => {
    const { status, body } = await dashboard.call(method, url(path), method === 'GET' ? undefined : {});
    expect([status, body.error.code]).toEqual([401, 'invalid_session']);
    const forged = await dashboard.call(method, url(path), method === 'GET' ? undefined : {}, {
      cookie: 'wth.session_token=forged.AAAA',
    });
    expect(forged.body.error.code).toBe('invalid_session');
  });

  it.each(ROUTES.filter(([method]) => method !== 'GET'))(
    '%s %s is refused from another origin, and without one',
    async (method, path) => {
      for (const origin of [
        'https://evil.example',
        'null',
        '',
        'http://localhost:4001',
        'http://localhost:4000.evil.example',
      ]) {
        const { status, body } = await dealer.call(method, url(path), {}, { origin });
        expect([status, body.error.code]).toEqual([403, 'origin_not_allowed']);
      }
    },
  );

  it.each(ROUTES.filter(([, path]) => path.includes(':id')))(
    '%s %s with an unknown id is 404',
    async (method, path) => {
      const { status, body } = await dealer.call(method, url(path), bodyOf(method, path));
      expect([status, body.error.code]).toEqual([404, 'resource_not_found']);
      const malformed = await dealer.call(
        method,
        `/api/dashboard${path.replace(':id', 'not-an-id')}`,
        bodyOf(method, path),
      );
      expect(malformed.status).toBe(404);
    },
  );

  // Those with required fields name these first.
  const hasRequiredFields = new Set([
    '/api-keys',
    '/webhook-endpoints',
    '/listings/bulk',
    '/deliveries/retry',
    '/orders',
  ]);
  it.each(ROUTES.filter(([method, path]) => method !== 'POST' || !hasRequiredFields.has(path)))(
    '%s %s names an unknown parameter',
    async (method, path) => {
      const { status, body } = await dealer.call(method, `${url(path)}?modus=test`, bodyOf(method, path));
      expect([status, body.error.code, body.error.param]).toEqual([400, 'unknown_parameter', 'modus']);
    },
  );
});

describe('a session', () => {
  it('is set in a cookie that scripts and other sites can not use', async () => {
    const response = await dashboard.call('POST', '/api/auth/sign-up/email', {
      name: 'Otto',
      email: 'otto@example.com',
      password: 'a-password',
    });
    expect(response.status).toBe(200);
    expect(String(response.headers['set-cookie'])).toMatch(/HttpOnly; SameSite=Lax/);
  });

  it('ends with the sign-out', async () => {
    const other = await dashboard.signUp();
    expect((await other.call('POST', '/api/auth/sign-out', {})).status).toBe(200);
    expect((await other.call('GET', '/api/dashboard/integration')).body.error.code).toBe('invalid_session');
  });

  it('reads from anywhere the browser sends it', async () => {
    const { status } = await dealer.call('GET', '/api/dashboard/integration', undefined, { origin: '' });
    expect(status).toBe(200);
  });

  it('of one dealer does not see what another has', async () => {
    const other = await dashboard.signUp();
    const { body } = await dealer.call('POST', '/api/dashboard/listings', { title: 'Mine' });
    expect((await other.call('GET', `/api/dashboard/listings/${body.id}`)).status).toBe(404);
    expect((await other.call('GET', '/api/dashboard/listings')).body.data).toEqual([]);
  });
});
