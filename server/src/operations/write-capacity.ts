import { ApiError } from '../domain/api-error.ts';
import type { Hub } from './hub.ts';

/** Beyond this a client that waits is worse off than one that comes back. */
const DELAY_MS_MAX = 2_000;

/**
 * Refuses a request that would have to wait too long for its turn to write, before anything of it is done. Those that
 * wait already keep their place.
 * @throws ApiError `service_unavailable`
 */
export function assertWriteCapacity({ writers }: Pick<Hub, 'writers'>, dealerId: string): void {
  const delayMs = writers.delayMs(dealerId);
  if (delayMs <= DELAY_MS_MAX) return;
  throw new ApiError('service_unavailable', {
    message: 'More is being written than the hub can take right now; nothing was changed.',
    retryAfterSeconds: Math.ceil(delayMs / 1000),
  });
}
