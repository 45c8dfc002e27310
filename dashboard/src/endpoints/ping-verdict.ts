import type { Attempt, DeliveryDetail } from '../api/shapes.ts';

/** Classes of failure in which no answer came. */
const ERROR_CLASSES = ['timeout', 'connection_refused', 'dns', 'tls', 'protocol', 'blocked_address'] as const;
type ErrorClass = (typeof ERROR_CLASSES)[number];

/** What became of a ping so far, as far as the advice differs. */
export type PingVerdict =
  | 'waiting'
  | 'cancelled'
  | 'ok'
  | ErrorClass
  | 'redirect'
  | 'unauthorized'
  | 'not_found'
  | 'method_not_allowed'
  | 'gone'
  | 'slow_down'
  | 'client_error'
  | 'server_error'
  | 'unexpected';

const STATUSES: Readonly<Record<number, PingVerdict>> = {
  401: 'unauthorized',
  403: 'unauthorized',
  404: 'not_found',
  405: 'method_not_allowed',
  410: 'gone',
  429: 'slow_down',
};

const HUNDREDS: Readonly<Record<number, PingVerdict>> = {
  2: 'ok',
  3: 'redirect',
  4: 'client_error',
  5: 'server_error',
};

function verdictOfAttempt({ http_status, error }: Attempt): PingVerdict {
  if (http_status === null) return ERROR_CLASSES.find((known) => known === error) ?? 'unexpected';
  return STATUSES[http_status] ?? HUNDREDS[Math.floor(http_status / 100)] ?? 'unexpected';
}

/** Judges a ping by its last attempt. */
export function pingVerdict(delivery: Pick<DeliveryDetail, 'status' | 'attempts'>): PingVerdict {
  const attempt = delivery.attempts.at(-1);
  if (attempt !== undefined) return verdictOfAttempt(attempt);
  return delivery.status === 'pending' ? 'waiting' : 'cancelled';
}
