/** What the hub answered instead of a result; the codes are those of its error catalogue. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: string;
  /** JSON path of the field at fault. */
  readonly param: string | null;
  readonly requestId: string | null;
  /** Until it is worth trying again, where the hub said so (429, 503). */
  readonly retryAfterSeconds: number | null;

  constructor(
    status: number,
    fields: {
      readonly code: string;
      readonly message: string;
      readonly param?: string | null;
      readonly request_id?: string | null;
      readonly retry_after?: number | null;
    },
  ) {
    super(fields.message);
    this.status = status;
    this.code = fields.code;
    this.param = fields.param ?? null;
    this.requestId = fields.request_id ?? null;
    this.retryAfterSeconds = fields.retry_after ?? null;
  }
}

/** The hub did not answer: the computer is offline, or the hub is down. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError';
}
