import { AUTH_BASE_PATH } from './auth-options.ts';
import { withClientAddress } from './client-address.ts';

/**
 * What the dashboard needs; better-auth has more. A path that is not in here never reaches its rate limiter,
 * which keeps a row for each address and path.
 */
const ROUTES = new Set([
  'POST /sign-up/email',
  'POST /sign-in/email',
  'POST /sign-out',
  'GET /get-session',
  'POST /change-password',
  'GET /list-sessions',
  'POST /revoke-session',
  'POST /revoke-other-sessions',
  'POST /revoke-sessions',
  'POST /request-password-reset',
  'POST /reset-password',
  'POST /two-factor/enable',
  'POST /two-factor/disable',
  'POST /two-factor/verify-totp',
  'POST /two-factor/verify-backup-code',
  'POST /two-factor/generate-backup-codes',
]);

/** better-auth's error shape, `{code, message}`, for the refusals it makes without one. */
const refusal = (
  status: number,
  code: string,
  message: string,
  headers: Record<string, string> = {},
): Response =>
  Response.json({ code, message }, { status, headers: { 'cache-control': 'no-store', ...headers } });

export async function serveAuth(
  handler: (request: Request) => Promise<Response>,
  request: Request,
  clientAddress: string,
): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (!ROUTES.has(`${request.method} ${pathname.slice(AUTH_BASE_PATH.length)}`)) {
    return refusal(404, 'NOT_FOUND', 'There is no such route.');
  }
  if (!(await isJsonObject(request))) {
    return refusal(400, 'INVALID_JSON', 'The request body must be a JSON object.');
  }
  const response = await handler(withClientAddress(withoutFetchMetadata(request), clientAddress));
  const seconds = response.headers.get('x-retry-after');
  // Without it, it is the account that is locked, not the address.
  if (response.status !== 429 || seconds === null) return withoutCaching(response);
  return refusal(429, 'TOO_MANY_REQUESTS', 'Too many attempts from this address. Try again later.', {
    'retry-after': seconds,
  });
}

/** Answers hold tokens, codes and addresses. */
function withoutCaching(response: Response): Response {
  const headers = new Headers(response.headers);
  headers.set('cache-control', 'no-store');
  return new Response(response.body, { status: response.status, headers });
}

/**
 * A browser sends an `Origin` with every post. Node's `fetch` sends Fetch Metadata and no `Origin`, which better-auth
 * takes for a browser that hides where it comes from; without a cookie there is nobody's session to abuse.
 */
function withoutFetchMetadata(request: Request): Request {
  if (request.headers.has('origin') || request.headers.has('cookie')) return request;
  const headers = new Headers(request.headers);
  for (const name of ['sec-fetch-mode', 'sec-fetch-site', 'sec-fetch-dest']) headers.delete(name);
  return new Request(request, { headers });
}

/** better-auth takes a broken body for a failure of its own. No body counts as an empty object. */
async function isJsonObject(request: Request): Promise<boolean> {
  const text = await request.clone().text();
  if (text === '') return true;
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null && !Array.isArray(body);
  } catch {
    return false;
  }
}
