import { inspect } from 'node:util';
import { ApiError, ConnectionError } from '../errors.ts';
import { CliError } from './cli-error.ts';
import { reasonOf } from './post-webhook.ts';

/** What to do about refusals that an integrator meets at the terminal. */
const ADVICE: Readonly<Record<string, string>> = {
  invalid_api_key: 'Check WTH_API_KEY: it may be revoked, or belong to another hub (--url).',
  expired_api_key: 'Make a new key in the dashboard under API keys.',
  insufficient_scope: 'Use a key with the scope this needs; scopes are chosen when the key is made.',
  test_key_required: 'Use a test key: this changes the sandbox.',
  test_mode_active: 'Go live in the dashboard first, or use a test key.',
  integration_disabled: 'Switch the integration on in the dashboard.',
  plan_required: 'The Custom Integration is part of the plan "business".',
};

/** Errors in words; anything unexpected is a defect, whose stack is wanted. */
export function describeFailure(error: unknown): string {
  if (error instanceof ApiError) {
    const { code, message, param, requestId } = error;
    const at = param === null ? '' : ` (${param})`;
    const lines = [`error: ${message}${at} [${code}]`, ADVICE[code], requestId && `request: ${requestId}`];
    return lines.filter(Boolean).join('\n');
  }
  if (error instanceof ConnectionError) {
    const reason = error.cause === undefined ? '' : ` (${reasonOf(error.cause)})`;
    return `error: ${error.message}${reason}\nIs the hub running, and is --url or WTH_URL its address?`;
  }
  if (error instanceof CliError) return `error: ${error.message}`;
  return inspect(error);
}
