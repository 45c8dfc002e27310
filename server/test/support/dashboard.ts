import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { type AccountsOptions, createAccounts } from '../../src/accounts/accounts.ts';
import { buildServer } from '../../src/http/server.ts';
import { createDealer } from '../../src/operations/dealers.ts';
import { createTestHub, type TestHub } from './hub.ts';

const ORIGIN = 'http://localhost:4000';

export interface DashboardResponse {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers
  readonly body: any;
}

/** One part of a form; a file has a name. */
export interface FormPart {
  readonly name: string;
  readonly content: string | Buffer;
  readonly fileName?: string;
}

/** A dealer who is signed in to the dashboard. */
export interface SignedIn {
  readonly dealerId: string;
  call(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<DashboardResponse>;
  upload(path: string, parts: readonly FormPart[]): Promise<DashboardResponse>;
}

export interface DashboardApp {
  readonly hub: TestHub;
  readonly app: FastifyInstance;
  signUp(): Promise<SignedIn>;
  /** Without a session. */
  call(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<DashboardResponse>;
  close(): Promise<void>;
}

/** The hub's HTTP side with real accounts, on a database of its own. */
export async function createDashboardApp(options: Partial<AccountsOptions> = {}): Promise<DashboardApp> {
  const hub = await createTestHub();
  const accounts = createAccounts({
    database: hub.database,
    clock: hub.clock,
    publicUrl: () => ORIGIN,
    keys: [{ number: 1, check: '', secret: Buffer.alloc(32, 3) }],
    signUp: 'open',
    createDealer: (userId) => createDealer(hub, { userId, plan: 'business' }),
    ...options,
  });
  const app = await buildServer({
    hub,
    accounts,
    config: { trustProxy: [], rateLimitPerMinute: 1_200 },
    findUnreadiness: async () => null,
  });
  await app.ready();
  const call = caller(app, {});
  return {
    hub,
    app,
    call,
    signUp: () => signUp(app, call),
    async close() {
      await app.close();
      await hub.drop();
    },
  };
}

type Call = SignedIn['call'];

function caller(app: FastifyInstance, fixed: Record<string, string>): Call {
  return async (method, path, body, headers = {}) => {
    const response = await app.inject({
      method: method as 'GET',
      url: path,
      headers: {
        origin: ORIGIN,
        ...fixed,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return toResponse(response);
  };
}

function toResponse(response: { statusCode: number; headers: object; body: string }): DashboardResponse {
  const headers = response.headers as Record<string, string>;
  const isJson = String(headers['content-type']).includes('json') && response.body !== '';
  return {
    status: response.statusCode,
    headers,
    text: response.body,
    body: isJson ? JSON.parse(response.body) : null,
  };
}

async function signUp(app: FastifyInstance, call: Call): Promise<SignedIn> {
  const email = `${randomUUID()}@example.com`;
  const response = await call('POST', '/api/auth/sign-up/email', {
    name: 'Anna',
    email,
    password: 'a-password',
  });
  const cookie = String(response.headers['set-cookie']).split(';')[0]!;
  const signedIn = caller(app, { cookie });
  const { body } = await signedIn('GET', '/api/dashboard/integration');
  return {
    dealerId: body.dealer.id,
    call: signedIn,
    async upload(path, parts) {
      const boundary = `b${randomUUID()}`;
      const payload = Buffer.concat([
        ...parts.flatMap((part) => [
          Buffer.from(
            `--${boundary}\r\nContent-Disposition: form-data; name="${part.name}"${
              part.fileName === undefined ? '' : `; filename="${part.fileName}"\r\nContent-Type: text/csv`
            }\r\n\r\n`,
          ),
          Buffer.from(part.content),
          Buffer.from('\r\n'),
        ]),
        Buffer.from(`--${boundary}--\r\n`),
      ]);
      const response = await app.inject({
        method: 'POST',
        url: path,
        headers: { origin: ORIGIN, cookie, 'content-type': `multipart/form-data; boundary=${boundary}` },
        payload,
      });
      return toResponse(response);
    },
  };
}
