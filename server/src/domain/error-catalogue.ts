/**
 * Every refusal the hub can answer with. The OpenAPI document, the page `/docs/api/errors` and the
 * `doc_url` of each error are generated from this table; nothing answers with a code that is not in it.
 */
export type ErrorType =
  | 'validation_error'
  | 'authentication_error'
  | 'permission_error'
  | 'not_found_error'
  | 'conflict_error'
  | 'idempotency_error'
  | 'rate_limit_error'
  | 'api_error';

export interface CatalogueEntry {
  readonly status: number;
  readonly type: ErrorType;
  /** Default message; a refusal usually says more. */
  readonly message: string;
  /** What to do about it, for the reference page. */
  readonly remedy: string;
}

const entry = (status: number, type: ErrorType, message: string, remedy: string): CatalogueEntry => ({
  status,
  type,
  message,
  remedy,
});

export const ERROR_CATALOGUE = {
  missing_idempotency_key: entry(
    400,
    'validation_error',
    'POST requests need an Idempotency-Key header.',
    'Send a fresh unique value, such as a UUID, with each new POST, and the same value when you retry it.',
  ),
  invalid_idempotency_key: entry(
    400,
    'validation_error',
    'The Idempotency-Key header must have 1 to 255 bytes.',
    'Use a UUID or another short unique string.',
  ),
  invalid_json: entry(
    400,
    'validation_error',
    'The request body is not valid JSON in UTF-8.',
    'Check the body with a JSON linter, and that it is encoded as UTF-8 without a truncated end.',
  ),
  invalid_parameter: entry(
    400,
    'validation_error',
    'A parameter has an invalid value.',
    'The param field names the value at fault and the message says what it must look like.',
  ),
  unknown_parameter: entry(
    400,
    'validation_error',
    'A parameter is not known here.',
    'Look for a typo in the name in the param field; fields that only the hub sets can not be sent.',
  ),
  invalid_cursor: entry(
    400,
    'validation_error',
    'The cursor is damaged, belongs to another list, or is older than what is kept.',
    'Pass next_cursor back exactly as it was received, or start again without a cursor.',
  ),
  too_many_items: entry(
    400,
    'validation_error',
    'The list has too many items.',
    'Split the request; the message says how many items one request may have.',
  ),
  missing_authorization: entry(
    401,
    'authentication_error',
    'The Authorization header is missing.',
    'Send "Authorization: Bearer wth_…" with an API key from Channels > Custom Integration.',
  ),
  malformed_authorization: entry(
    401,
    'authentication_error',
    'The Authorization header must be "Bearer" and an API key: wth_ followed by 32 letters and digits.',
    'Check for missing characters, quotation marks or line breaks around the key.',
  ),
  invalid_api_key: entry(
    401,
    'authentication_error',
    'The API key is unknown or has been revoked.',
    'Create a new key in Channels > Custom Integration, or roll the old one.',
  ),
  expired_api_key: entry(
    401,
    'authentication_error',
    'The API key has expired.',
    'Create a new key, or roll keys with an overlap before they expire.',
  ),
  invalid_session: entry(
    401,
    'authentication_error',
    'You are not signed in, or your session has ended.',
    'Sign in again.',
  ),
  plan_required: entry(
    403,
    'permission_error',
    "The Custom Integration is not part of the dealer's plan.",
    'Upgrade to the Business plan. Nothing was deleted; keys and endpoints work again after the upgrade.',
  ),
  integration_disabled: entry(
    403,
    'permission_error',
    'The Custom Integration is switched off.',
    'Switch it on in Channels > Custom Integration > Settings.',
  ),
  test_mode_active: entry(
    403,
    'permission_error',
    'The integration is in test mode: live keys may read but not write.',
    'Use a test key, or go live in Channels > Custom Integration.',
  ),
  test_key_required: entry(
    403,
    'permission_error',
    'This operation works in the sandbox only and needs a test key.',
    'Use a key that was made for test mode.',
  ),
  insufficient_scope: entry(
    403,
    'permission_error',
    'The API key lacks the scope for this operation.',
    'Use a key with the read or write scope that the message names.',
  ),
  inventory_limit_reached: entry(
    403,
    'permission_error',
    'The plan allows no more listings.',
    'Delete drafts you do not need, or upgrade the plan. Sold and test listings do not count.',
  ),
  endpoint_limit_reached: entry(
    403,
    'permission_error',
    'An integration has at most 10 webhook endpoints.',
    'Delete an endpoint you no longer need.',
  ),
  origin_not_allowed: entry(
    403,
    'permission_error',
    "The request's Origin is missing or is not the hub's own.",
    'Dashboard writes are accepted from the dashboard itself only; use the public API from elsewhere.',
  ),
  resource_not_found: entry(
    404,
    'not_found_error',
    'There is nothing with this id.',
    'Check the id, and that the key belongs to the same dealer and mode (test or live) as the resource.',
  ),
  route_not_found: entry(
    404,
    'not_found_error',
    'There is no such route.',
    'Compare the path with the API reference.',
  ),
  method_not_allowed: entry(
    405,
    'not_found_error',
    'The route does not know this method.',
    'The Allow header lists the methods that work.',
  ),
  listing_unavailable: entry(
    409,
    'conflict_error',
    'A listing can not be ordered in this quantity: it is sold, reserved by another order or not published.',
    'Nothing was ordered. The param field names the line; tell the buyer, or order what is left.',
  ),
  order_not_cancellable: entry(
    409,
    'conflict_error',
    'The order has been fulfilled and can no longer be cancelled.',
    'Handle the return outside the hub and put the watch back into stock by hand.',
  ),
  duplicate_external_id: entry(
    409,
    'conflict_error',
    'Another order already has this external_id.',
    'Look the order up with GET /orders?external_id=…; it was probably created by an earlier attempt.',
  ),
  duplicate_stock_number: entry(
    409,
    'conflict_error',
    'Another listing already has this stock number.',
    'Use another stock number, or edit the existing listing.',
  ),
  customer_conflict: entry(
    409,
    'conflict_error',
    'The external_id, email and phone point at different customers.',
    'Nothing was changed. Correct the keys, or merge the two customers on your side.',
  ),
  version_conflict: entry(
    409,
    'conflict_error',
    'The listing has changed since the version that was sent.',
    'Read the listing again and repeat the change if it is still right.',
  ),
  invalid_state: entry(
    409,
    'conflict_error',
    'The resource is not in a state that allows this.',
    'The message names the current state and those that allow the operation.',
  ),
  rotation_in_progress: entry(
    409,
    'conflict_error',
    'The previous secret is still valid; a second rotation would cut it off.',
    'Wait until the grace period is over, or rotate with grace_hours 0 to drop both old secrets at once.',
  ),
  webhook_not_configured: entry(
    409,
    'conflict_error',
    'There is no enabled webhook endpoint for this mode.',
    'Add an endpoint in Channels > Custom Integration > Settings, or enable one.',
  ),
  key_reused_with_different_body: entry(
    409,
    'idempotency_error',
    'This Idempotency-Key was used with another body or path.',
    'Use a new key for a new request. A key may be reused only to repeat exactly the same request.',
  ),
  payload_too_large: entry(
    413,
    'validation_error',
    'The request body is too large.',
    'Bodies may have 1 MiB, bulk requests 8 MiB. Split the request.',
  ),
  unsupported_media_type: entry(
    415,
    'validation_error',
    'The request body must be application/json.',
    'Send Content-Type: application/json.',
  ),
  too_many_requests: entry(
    429,
    'rate_limit_error',
    'Too many requests for this integration.',
    'Wait for the seconds in the Retry-After header; spread requests out. An integration may have ten event streams open.',
  ),
  too_many_failed_attempts: entry(
    429,
    'rate_limit_error',
    'Too many failed attempts from this address.',
    'Wait for the seconds in the Retry-After header. A valid API key is never locked out.',
  ),
  internal_error: entry(
    500,
    'api_error',
    'Something went wrong on our side; nothing was changed.',
    'Retry with the same Idempotency-Key. If it persists, report the request_id.',
  ),
  service_unavailable: entry(
    503,
    'api_error',
    'The hub can not serve this request right now; nothing was changed.',
    'Retry after the seconds in the Retry-After header with the same Idempotency-Key.',
  ),
} as const satisfies Record<string, CatalogueEntry>;

export type ErrorCode = keyof typeof ERROR_CATALOGUE;
