/** Where a hub listens; another port after a restart. */
export interface Address {
  readonly origin: string;
}

export interface Answer<T> {
  readonly status: number;
  readonly headers: Headers;
  /** As received. */
  readonly text: string;
  readonly body: T;
  /** Of a refusal. */
  readonly code: string | null;
}

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly headers?: Record<string, string>;
  /** A text goes as it is, anything else as JSON. */
  readonly body?: unknown;
}

/** One request; only a broken connection rejects. */
export async function send<T>(address: Address, call: Call): Promise<Answer<T>> {
  const isRaw = typeof call.body === 'string' || call.body instanceof FormData;
  const response = await fetch(address.origin + call.path, {
    method: call.method,
    redirect: 'manual',
    headers: {
      ...(call.body === undefined || call.body instanceof FormData
        ? {}
        : { 'content-type': 'application/json' }),
      ...call.headers,
    },
    ...(call.body === undefined ? {} : { body: isRaw ? (call.body as string) : JSON.stringify(call.body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
  const body = isJson && text !== '' ? JSON.parse(text) : null;
  const code = (body as { error?: { code?: string } } | null)?.error?.code ?? null;
  return { status: response.status, headers: response.headers, text, body, code };
}

/** The body of an answer that must have this status. */
export function expectStatus<T>(answer: Answer<T>, ...statuses: number[]): T {
  if (statuses.includes(answer.status)) return answer.body;
  throw new Error(`expected ${statuses.join(' or ')}, got ${answer.status}: ${answer.text.slice(0, 1_000)}`);
}
