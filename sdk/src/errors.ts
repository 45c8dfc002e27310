/** Everything this package throws is one of these. */
export class WatchTraderHubError extends Error {
  override readonly name: string = 'WatchTraderHubError';
}

/** No answer came: the network failed, or the time was up. Already retried. */
export class ConnectionError extends WatchTraderHubError {
  override readonly name = 'ConnectionError';
}

export interface ErrorBody {
  readonly type: string;
  readonly code: string;
  readonly message: string;
  readonly doc_url?: string;
  readonly request_id?: string;
  readonly param?: string;
}

/** The API refused. Decide by `code`; the catalogue is at `docUrl`. */
export class ApiError extends WatchTraderHubError {
  override readonly name: string = 'ApiError';
  readonly status: number;
  readonly type: string;
  readonly code: string;
  /** JSON path or header at fault, such as `line_items[0].listing_id`. */
  readonly param: string | null;
  readonly docUrl: string | null;
  /** Name it when you ask for support. */
  readonly requestId: string | null;

  constructor(status: number, body: ErrorBody) {
    super(body.message);
    this.status = status;
    this.type = body.type;
    this.code = body.code;
    this.param = body.param ?? null;
    this.docUrl = body.doc_url ?? null;
    this.requestId = body.request_id ?? null;
  }
}

/** 400, 413, 415: the request has to change. */
export class ValidationError extends ApiError {
  override readonly name = 'ValidationError';
}

/** 401: the API key is missing, wrong, revoked or expired. */
export class AuthenticationError extends ApiError {
  override readonly name = 'AuthenticationError';
}

/** 403: the key, the plan or the mode does not allow it. */
export class PermissionError extends ApiError {
  override readonly name = 'PermissionError';
}

/** 404, 405: there is no such thing in the world of this key. */
export class NotFoundError extends ApiError {
  override readonly name = 'NotFoundError';
}

/** 409: it does not fit the present state, such as a watch that has just been sold. */
export class ConflictError extends ApiError {
  override readonly name = 'ConflictError';
}

/** 429: too many requests. Already waited for as often as the client retries. */
export class RateLimitError extends ApiError {
  override readonly name = 'RateLimitError';
  readonly retryAfterSeconds: number | null;

  constructor(status: number, body: ErrorBody, retryAfterSeconds: number | null) {
    super(status, body);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** 5xx: the hub failed. Already retried; a write left nothing behind or will be replayed. */
export class ServerError extends ApiError {
  override readonly name = 'ServerError';
}

const CLASSES: Readonly<Record<number, new (status: number, body: ErrorBody) => ApiError>> = {
  400: ValidationError,
  401: AuthenticationError,
  403: PermissionError,
  404: NotFoundError,
  405: NotFoundError,
  409: ConflictError,
  413: ValidationError,
  415: ValidationError,
};

/** The error of an answer; `text` may be anything, since a proxy may have written it. */
export function toApiError(status: number, text: string, retryAfterSeconds: number | null): ApiError {
  const body = readErrorBody(text) ?? {
    type: 'api_error',
    code: `http_${status}`,
    message: `The hub answered with HTTP ${status} and no error of its own.`,
  };
  if (status === 429) return new RateLimitError(status, body, retryAfterSeconds);
  if (status >= 500) return new ServerError(status, body);
  return new (CLASSES[status] ?? ApiError)(status, body);
}

function readErrorBody(text: string): ErrorBody | null {
  try {
    const { error } = JSON.parse(text) as { error?: ErrorBody };
    return typeof error?.code === 'string' ? error : null;
  } catch {
    return null;
  }
}
