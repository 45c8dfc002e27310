import type { DeliveryDetail } from '../api/shapes.ts';
import { judgeAttempt } from '../delivery-log/attempt-verdict.ts';

/** What became of a ping so far. */
export type PingVerdict = 'waiting' | 'received' | 'refused' | 'cancelled';

/** Judges a ping by its last attempt. */
export function pingVerdict({ status, attempts }: Pick<DeliveryDetail, 'status' | 'attempts'>): PingVerdict {
  const attempt = attempts.at(-1);
  if (attempt !== undefined) return judgeAttempt(attempt) === 'success' ? 'received' : 'refused';
  return status === 'pending' ? 'waiting' : 'cancelled';
}
