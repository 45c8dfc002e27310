import type { ApiError } from './api-error.ts';

/** A refusal of one row among many: the whole call succeeded. */
export const showRowError = (error: ApiError) => ({
  type: error.entry.type,
  code: error.code,
  message: error.message,
  ...(error.param === undefined ? {} : { param: error.param }),
});

/**
 * The body of every refusal.
 * @param publicUrl base of links, without a slash at its end
 */
export function errorEnvelope(error: ApiError, publicUrl: string, requestId: string) {
  return {
    error: {
      type: error.entry.type,
      code: error.code,
      message: error.message,
      doc_url: `${publicUrl}/docs/api/errors#${error.code}`,
      request_id: requestId,
      ...(error.param === undefined ? {} : { param: error.param }),
    },
  };
}
