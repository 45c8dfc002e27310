import { onTestFinished } from 'vitest';
import type { AccountKey } from '../../src/accounts/account-keys.ts';
import { type Accounts, type AccountsOptions, createAccounts } from '../../src/accounts/accounts.ts';
import { createDealer } from '../../src/operations/dealers.ts';
import type { Database } from '../../src/storage/database.ts';
import { createTestDatabase } from '../support/database.ts';

export const PUBLIC_URL = 'http://localhost:4000';
export const PASSWORD = 'correct horse battery';
export const clock = () => Date.now() * 1000;

/** Requests as a browser on the dashboard makes them; `address` is where they come from. */
export interface Browser {
  post(path: string, body: unknown, options?: RequestOptions): Promise<Response>;
  get(path: string, options?: RequestOptions): Promise<Response>;
}

export interface TestAccounts extends Browser {
  readonly accounts: Accounts;
  readonly database: Database;
}

export interface RequestOptions {
  readonly address?: string;
  readonly headers?: Record<string, string>;
  readonly cookie?: string;
}

export const accountKey = (number: number, text: string): AccountKey => ({
  number,
  check: text,
  secret: Buffer.alloc(32, text),
});

export function accountsOn(database: Database, options: Partial<AccountsOptions> = {}): Accounts {
  return createAccounts({
    database,
    clock,
    publicUrl: () => PUBLIC_URL,
    keys: [accountKey(1, 'x1')],
    signUp: 'open',
    createDealer: (userId) => createDealer({ database, clock }, { userId, plan: 'business' }),
    ...options,
  });
}

/** Accounts on a database of the test's own. */
export async function testAccounts(options: Partial<AccountsOptions> = {}): Promise<TestAccounts> {
  const { database, drop } = await createTestDatabase();
  onTestFinished(drop);
  const accounts = accountsOn(database, options);
  return { accounts, database, ...browserOn(accounts) };
}

export function browserOn(accounts: Accounts): Browser {
  const send = (
    method: string,
    path: string,
    body: string | null,
    { address, headers, cookie }: RequestOptions,
  ) =>
    accounts.handle(
      new Request(`${PUBLIC_URL}/api/auth${path}`, {
        method,
        body,
        headers: {
          origin: PUBLIC_URL,
          ...(body === null ? {} : { 'content-type': 'application/json' }),
          ...(cookie === undefined ? {} : { cookie }),
          ...headers,
        },
      }),
      address ?? '192.0.2.1',
    );
  return {
    post: (path, body, request = {}) => send('POST', path, JSON.stringify(body), request),
    get: (path, request = {}) => send('GET', path, null, request),
  };
}

/** The `Cookie` header that a browser sends after this response. */
export function cookieOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}

export const sessionHeaders = (cookie: string) => new Headers({ cookie });
