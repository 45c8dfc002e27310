import { ApiError } from '../domain/api-error.ts';
import { isDatabaseOutage } from './outage.ts';

const OUTAGE_RETRY_SECONDS = 2;

/** Whatever went wrong, as an entry of the error catalogue. */
export function toRefusal(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (isCutOff(error)) return new ApiError('invalid_json', { message: 'The request body was cut off.' });
  if (isDatabaseOutage(error)) {
    return new ApiError('service_unavailable', { retryAfterSeconds: OUTAGE_RETRY_SECONDS, cause: error });
  }
  switch ((error as { code?: unknown } | null)?.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new ApiError('payload_too_large');
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new ApiError('unsupported_media_type', { param: 'Content-Type' });
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new ApiError('invalid_json', {
        message: 'The request body is not as long as Content-Length says.',
      });
    case 'FST_ERR_BAD_URL':
      return new ApiError('invalid_parameter', { message: 'The URL is not valid percent-encoded UTF-8.' });
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new ApiError('resource_not_found');
    default:
      return new ApiError('internal_error', { cause: error });
  }
}

/** The client hung up while its body was being read: Fastify marks the socket's error with a status. */
function isCutOff(error: unknown): boolean {
  const { code, statusCode } = (error ?? {}) as { code?: unknown; statusCode?: unknown };
  return code === 'ECONNRESET' && statusCode === 400;
}
