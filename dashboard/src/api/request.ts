import { ApiError, NetworkError } from './api-error.ts';

export type QueryValue = string | number | boolean | null | undefined;

export interface RequestOptions {
  /** Sent as JSON; a `FormData` goes as it is. */
  readonly body?: unknown;
  /** Null, undefined and empty values are left out. */
  readonly query?: Readonly<Record<string, QueryValue>>;
  readonly signal?: AbortSignal | undefined;
}

/** The query as text with its `?`, empty when nothing is in it. */
export function formatQuery(query: RequestOptions['query'] = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') search.set(name, String(value));
  }
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}

/**
 * Calls the hub with the session's cookie.
 * @param path from the root, such as `/api/dashboard/listings`
 * @throws ApiError for every status from 400 on; NetworkError when no answer came
 */
export async function request<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
  const { body, query, signal } = options;
  const isForm = body instanceof FormData;
  const response = await send(`${path}${formatQuery(query)}`, {
    method,
    credentials: 'same-origin',
    headers: body === undefined || isForm ? {} : { 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  });
  const text = await response.text();
  if (!response.ok) throw toApiError(response, text);
  return (text === '' ? null : JSON.parse(text)) as T;
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new NetworkError('The hub can not be reached.', { cause });
  }
}

/** Of the dashboard API (`{error}`) and of the account routes (`{code, message}`) alike. */
export function toApiError(response: Response, text: string): ApiError {
  const requestId = response.headers.get('x-request-id');
  const fallback = {
    code: `http_${response.status}`,
    message: response.statusText,
    request_id: requestId,
    retry_after: readSeconds(response.headers.get('retry-after')),
  };
  try {
    const parsed = JSON.parse(text) as { error?: object; code?: string; message?: string };
    return new ApiError(response.status, { ...fallback, ...(parsed.error ?? parsed) });
  } catch {
    // A proxy's page in front of the hub is no JSON.
    return new ApiError(response.status, fallback);
  }
}

/** The hub's own are seconds; a proxy's may be dates, which are left out. */
const readSeconds = (header: string | null) =>
  header !== null && /^\d{1,6}$/.test(header) ? Number(header) : null;

const DASHBOARD = '/api/dashboard';

/** The dashboard API; paths begin below `/api/dashboard`. */
export const dashboardApi = {
  get: <T>(path: string, options?: RequestOptions) => request<T>('GET', `${DASHBOARD}${path}`, options),
  post: <T>(path: string, options?: RequestOptions) => request<T>('POST', `${DASHBOARD}${path}`, options),
  patch: <T>(path: string, options?: RequestOptions) => request<T>('PATCH', `${DASHBOARD}${path}`, options),
  delete: (path: string, options?: RequestOptions) => request<null>('DELETE', `${DASHBOARD}${path}`, options),
};
