import { randomUUID } from 'node:crypto';
import { DemoError } from './demo-error.ts';

export interface Money {
  readonly amount: number;
  readonly currency: string;
}

export interface Listing {
  readonly id: string;
  readonly stock_number: string;
  readonly status: 'draft' | 'published' | 'unpublished' | 'sold';
  readonly title: string;
  readonly quantity: number;
  readonly price: Money | null;
}

export interface Order {
  readonly id: string;
  readonly number: number;
  readonly total: Money;
}

export interface List<T> {
  readonly data: readonly T[];
  readonly next_cursor: string | null;
}

export interface Refusal {
  readonly error?: { readonly code: string; readonly message: string };
  /** better-auth's shape. */
  readonly code?: string;
  readonly message?: string;
}

export interface Answer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** Calls the hub over HTTP, as a customer's platform or a browser would: it knows nothing of its inside. */
export class DemoClient {
  readonly #baseUrl: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #signal: AbortSignal;

  /** @param headers sent with every request: an API key, or a session's cookie and the origin */
  constructor(baseUrl: string, headers: Readonly<Record<string, string>>, signal: AbortSignal) {
    this.#baseUrl = baseUrl;
    this.#headers = headers;
    this.#signal = signal;
  }

  with(headers: Readonly<Record<string, string>>): DemoClient {
    return new DemoClient(this.#baseUrl, { ...this.#headers, ...headers }, this.#signal);
  }

  async send<T>(
    method: Method,
    path: string,
    body?: unknown,
    idempotencyKey: string = randomUUID(),
  ): Promise<Answer<T>> {
    const response = await fetch(this.#baseUrl + path, {
      method,
      signal: this.#signal,
      headers: {
        ...this.#headers,
        ...(method === 'POST' ? { 'Idempotency-Key': idempotencyKey } : {}),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: (text === '' ? null : JSON.parse(text)) as T,
    };
  }

  /** As `send`. @throws DemoError when the answer has another status than this one */
  async expect<T>(
    status: number,
    method: Method,
    path: string,
    body?: unknown,
    idempotencyKey?: string,
  ): Promise<Answer<T>> {
    const answer = await this.send<T>(method, path, body, idempotencyKey);
    if (answer.status === status) return answer;
    throw new DemoError(
      `${method} ${path} answered ${answer.status}, expected ${status}${describeRefusal(answer.body)}`,
    );
  }

  /** All pages of a list. */
  async listAll<T>(path: string): Promise<T[]> {
    const items: T[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const after: string = cursor === '' ? '' : `&after=${encodeURIComponent(cursor)}`;
      const page: Answer<List<T>> = await this.expect<List<T>>(200, 'GET', `${path}${after}`);
      items.push(...page.body.data);
      cursor = page.body.next_cursor;
    }
    return items;
  }
}

function describeRefusal(body: unknown): string {
  const refusal = (body ?? {}) as Refusal;
  const { code, message } = refusal.error ?? refusal;
  return code === undefined ? '' : ` (${code}: ${message})`;
}

/** `€12,450.00`, with as many decimals as the currency has. */
export function formatMoney({ amount, currency }: Money): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(amount / 10 ** digits);
}
