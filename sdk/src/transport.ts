import { ConnectionError, toApiError } from './errors.ts';
import { isPassing, parseRetryAfter, retryDelayMs } from './retry-delay.ts';

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface TransportOptions {
  /** `wth_` and 32 characters, test or live. Keep it on the server. */
  readonly apiKey: string;
  /** Address of the hub without a path, such as `https://hub.example.com`. Redirects are not followed. */
  readonly baseUrl: string;
  /** How often a request is sent again after 429, 5xx and network failures; 3 by default. */
  readonly maxRetries?: number;
  /** Of one try, in milliseconds; 30,000 by default. */
  readonly timeoutMs?: number;
  /** In place of the platform's own. */
  readonly fetch?: Fetch;
}

export interface CallOptions {
  /** Stops the call, retries included. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Of a POST, 1 to 255 characters of Latin-1; a fresh one by default. Give your own to be safe across restarts of your
   * process.
   */
  readonly idempotencyKey?: string | undefined;
}

export type Query = Readonly<Record<string, string | number | readonly string[] | undefined>>;

const HEADER_TEXT = /^[ -~\u0080-\u00ff]*$/;

/** One HTTP client: authentication, idempotency keys, timeouts and retries. */
export class Transport {
  readonly #options: Required<Omit<TransportOptions, 'apiKey' | 'baseUrl'>>;
  readonly #base: string;
  readonly #apiKey: string;

  /** @throws TypeError */
  constructor({ apiKey, baseUrl, ...options }: TransportOptions) {
    if (!/^wth_[0-9A-Za-z]{32}$/.test(apiKey)) {
      throw new TypeError('apiKey must be wth_ and 32 letters and digits, as the dashboard showed it once');
    }
    if (!URL.canParse(baseUrl) || !/^https?:\/\/[^@?#]+$/i.test(baseUrl)) {
      throw new TypeError('baseUrl must be an address such as https://hub.example.com');
    }
    this.#apiKey = apiKey;
    this.#base = `${baseUrl.replace(/\/+$/, '')}/api/v1`;
    this.#options = {
      maxRetries: options.maxRetries ?? 3,
      timeoutMs: options.timeoutMs ?? 30_000,
      fetch: options.fetch ?? ((url, init) => fetch(url, init)),
    };
  }

  /** @throws ApiError, ConnectionError */
  async get<T>(path: string, query: Query = {}, call: CallOptions = {}): Promise<T> {
    return await this.#json('GET', `${path}${formatQuery(query)}`, undefined, call);
  }

  /**
   * The same idempotency key with every retry, so nothing happens twice.
   * @throws ApiError, ConnectionError; TypeError for a key that no header can carry
   */
  async post<T>(path: string, body: unknown = {}, call: CallOptions = {}): Promise<T> {
    if (call.idempotencyKey !== undefined && !HEADER_TEXT.test(call.idempotencyKey)) {
      throw new TypeError(
        'idempotencyKey must be letters, digits and signs of Latin-1: a header carries no others',
      );
    }
    return await this.#json('POST', path, body, call);
  }

  /** The open answer of a stream; its body may last. @throws ApiError, ConnectionError */
  async open(
    path: string,
    query: Query,
    headers: Record<string, string>,
    signal?: AbortSignal,
  ): Promise<Response> {
    const init = {
      method: 'GET',
      headers: { ...this.#headers(), ...headers },
      ...(signal ? { signal } : {}),
    };
    const response = await this.#send(`${path}${formatQuery(query)}`, init);
    if (response.ok) return response;
    const redirect = findRedirect(response, this.#base);
    if (redirect !== null) throw redirect;
    const text = await response.text().catch((cause: unknown) => {
      signal?.throwIfAborted();
      throw incomplete('GET', path, cause);
    });
    throw toApiError(response.status, text, retryAfterOf(response));
  }

  async #json<T>(method: string, path: string, body: unknown, call: CallOptions): Promise<T> {
    const headers = {
      ...this.#headers(),
      ...(method === 'POST'
        ? {
            'Content-Type': 'application/json',
            'Idempotency-Key': call.idempotencyKey ?? crypto.randomUUID(),
          }
        : {}),
    };
    const text = body === undefined ? null : JSON.stringify(body);
    for (let retry = 0; ; retry += 1) {
      const { failure, value, retryAfterSeconds } = await this.#tryOnce<T>(
        method,
        path,
        headers,
        text,
        call.signal,
      );
      if (failure === null) return value as T;
      const delayMs = retryDelayMs(retry, retryAfterSeconds, Math.random());
      if (!failure.isPassing || retry >= this.#options.maxRetries || delayMs === null) throw failure.error;
      await sleep(delayMs, call.signal);
    }
  }

  async #tryOnce<T>(
    method: string,
    path: string,
    headers: Record<string, string>,
    body: string | null,
    signal: AbortSignal | undefined,
  ) {
    const timeout = AbortSignal.timeout(this.#options.timeoutMs);
    try {
      const init = { method, headers, body, signal: signal ? AbortSignal.any([signal, timeout]) : timeout };
      const response = await this.#send(path, init);
      const redirect = findRedirect(response, this.#base);
      if (redirect !== null) return { failure: { error: redirect, isPassing: false }, ...NOTHING };
      const text = await response.text();
      if (response.ok) return { failure: null, value: JSON.parse(text) as T, retryAfterSeconds: null };
      const retryAfterSeconds = retryAfterOf(response);
      const error = toApiError(response.status, text, retryAfterSeconds);
      return { failure: { error, isPassing: isPassing(response.status) }, value: null, retryAfterSeconds };
    } catch (cause) {
      signal?.throwIfAborted();
      const error = cause instanceof ConnectionError ? cause : incomplete(method, path, cause);
      return { failure: { error, isPassing: true }, ...NOTHING };
    }
  }

  async #send(path: string, init: RequestInit): Promise<Response> {
    try {
      // Followed, a redirect would make a GET of a POST, or take the request to somebody else.
      return await this.#options.fetch(`${this.#base}${path}`, { ...init, redirect: 'manual' });
    } catch (cause) {
      init.signal?.throwIfAborted();
      throw new ConnectionError(`The hub at ${this.#base} can not be reached.`, { cause });
    }
  }

  #headers(): Record<string, string> {
    return { Authorization: `Bearer ${this.#apiKey}`, Accept: 'application/json' };
  }
}

const NOTHING = { value: null, retryAfterSeconds: null };

const incomplete = (method: string, path: string, cause: unknown) =>
  new ConnectionError(`${method} ${path} got no complete answer.`, { cause });

/** Browsers hide where a redirect leads, and its status. */
function findRedirect({ type, status, headers }: Response, base: string): ConnectionError | null {
  if (type !== 'opaqueredirect' && (status < 300 || status > 399)) return null;
  const target = headers.get('location') ?? 'somewhere else';
  return new ConnectionError(
    `${base} redirects to ${target}: give the address of the hub itself as baseUrl.`,
  );
}

const retryAfterOf = (response: Response) => parseRetryAfter(response.headers.get('retry-after'), Date.now());

function formatQuery(query: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) search.set(name, Array.isArray(value) ? value.join(',') : String(value));
  }
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}

/** Resolves after the time; rejects with the signal's reason when it is aborted before. */
export async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal!.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
