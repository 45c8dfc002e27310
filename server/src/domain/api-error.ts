import { type CatalogueEntry, ERROR_CATALOGUE, type ErrorCode } from './error-catalogue.ts';

export interface ApiErrorDetails {
  /** Public message; the catalogue's when omitted. Never holds a secret or another dealer's data. */
  readonly message?: string;
  /** JSON path (`line_items[0].listing_id`), query parameter or header at fault. */
  readonly param?: string;
  /** Seconds after which a retry makes sense; becomes `Retry-After`. */
  readonly retryAfterSeconds?: number;
  /** For the log only. */
  readonly cause?: unknown;
}

/** A refusal from the error catalogue; the HTTP layer turns it into the error envelope. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ErrorCode;
  readonly param: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, details: ApiErrorDetails = {}) {
    super(details.message ?? ERROR_CATALOGUE[code].message, { cause: details.cause });
    this.code = code;
    this.param = details.param;
    this.retryAfterSeconds = details.retryAfterSeconds;
  }

  get entry(): CatalogueEntry {
    return ERROR_CATALOGUE[this.code];
  }
}

/** 400 `invalid_parameter` for the value at `param`. */
export function invalidParameter(param: string, message: string): ApiError {
  return new ApiError('invalid_parameter', { param, message: `${param}: ${message}` });
}

/** 404 `resource_not_found`, alike for what never was, another dealer's and the other world's. */
export function notFound(noun: string, param?: string): ApiError {
  return new ApiError('resource_not_found', {
    message: `There is no ${noun} with this id.`,
    ...(param === undefined ? {} : { param }),
  });
}
