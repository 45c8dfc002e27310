import { type Address, type Answer, expectStatus, send } from './http-client.ts';

export interface Account {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

/** A browser that is signed in to the dashboard: it sends its cookie, and its origin with every write. */
export class Dashboard {
  readonly cookie: string;
  readonly #address: Address;

  constructor(address: Address, cookie: string) {
    this.#address = address;
    this.cookie = cookie;
  }

  /** @param path below `/api/dashboard` */
  get<T = unknown>(path: string): Promise<Answer<T>> {
    return this.call('GET', path);
  }

  post<T = unknown>(path: string, body: unknown = {}): Promise<Answer<T>> {
    return this.call('POST', path, body);
  }

  patch<T = unknown>(path: string, body: unknown): Promise<Answer<T>> {
    return this.call('PATCH', path, body);
  }

  delete(path: string): Promise<Answer<null>> {
    return this.call('DELETE', path);
  }

  call<T>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
    const headers = { cookie: this.cookie, origin: this.#address.origin };
    return send(this.#address, { method, path: `/api/dashboard${path}`, body, headers });
  }
}

/** Makes the account, its dealer and its integration, and signs in. */
export async function signUp(address: Address, account: Account): Promise<Dashboard> {
  const answer = await send(address, {
    method: 'POST',
    path: '/api/auth/sign-up/email',
    headers: { origin: address.origin },
    body: account,
  });
  expectStatus(answer, 200);
  const cookie = answer.headers.getSetCookie().map((it) => it.split(';', 1)[0]!);
  return new Dashboard(address, cookie.join('; '));
}
