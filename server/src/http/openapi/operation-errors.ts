import { ERROR_CATALOGUE, type ErrorCode } from '../../domain/error-catalogue.ts';
import type { Operation } from '../v1/operation.ts';

const EVERYWHERE: ErrorCode[] = ['unknown_parameter', 'internal_error', 'service_unavailable'];

const WITH_KEY: ErrorCode[] = [
  'invalid_parameter',
  'missing_authorization',
  'malformed_authorization',
  'invalid_api_key',
  'expired_api_key',
  'too_many_requests',
  'too_many_failed_attempts',
];

const WITH_BODY: ErrorCode[] = [
  'missing_idempotency_key',
  'invalid_idempotency_key',
  'invalid_json',
  'key_reused_with_different_body',
  'payload_too_large',
  'unsupported_media_type',
];

/** Every code an operation can answer with, in the order of the catalogue. */
export function errorsOf(operation: Operation): ErrorCode[] {
  const codes = new Set<ErrorCode>([...EVERYWHERE, ...(operation.errors ?? [])]);
  const add = (more: ErrorCode[]) => {
    for (const code of more) codes.add(code);
  };
  if (operation.access !== 'public') {
    const { scope, worksWhenDisabled, worksInTestMode, testKeyOnly } = operation.access;
    add(WITH_KEY);
    if (scope !== null) add(['insufficient_scope']);
    if (!worksWhenDisabled) add(['plan_required', 'integration_disabled']);
    if (testKeyOnly) add(['test_key_required']);
    else if (scope === 'write' && !worksInTestMode) add(['test_mode_active']);
  }
  if (operation.method === 'POST') add(WITH_BODY);
  return (Object.keys(ERROR_CATALOGUE) as ErrorCode[]).filter((code) => codes.has(code));
}
