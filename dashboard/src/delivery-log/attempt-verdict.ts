import { ATTEMPT_ERRORS } from '../api/deliveries.ts';
import type { Attempt } from '../api/shapes.ts';

/** Kinds of an attempt's end; each has its own explanation and advice. */
export const ATTEMPT_VERDICTS = [
  'success',
  'redirect',
  'not_authorized',
  'not_found',
  'method_not_allowed',
  'gone',
  'too_large',
  'rate_limited',
  'client_error',
  'unavailable',
  'server_error',
  'unknown',
  ...ATTEMPT_ERRORS,
] as const;
export type AttemptVerdict = (typeof ATTEMPT_VERDICTS)[number];

const BY_STATUS: Readonly<Record<number, AttemptVerdict>> = {
  401: 'not_authorized',
  403: 'not_authorized',
  404: 'not_found',
  405: 'method_not_allowed',
  410: 'gone',
  413: 'too_large',
  429: 'rate_limited',
  503: 'unavailable',
};

const BY_CENTURY: Readonly<Record<number, AttemptVerdict>> = {
  2: 'success',
  3: 'redirect',
  4: 'client_error',
  5: 'server_error',
};

/** What an attempt came to. */
export function judgeAttempt({ http_status: status, error }: Pick<Attempt, 'http_status' | 'error'>) {
  if (status !== null) return BY_STATUS[status] ?? BY_CENTURY[Math.floor(status / 100)] ?? 'unknown';
  return ATTEMPT_ERRORS.find((known) => known === error) ?? 'unknown';
}
