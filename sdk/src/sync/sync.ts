import { ApiError } from '../errors.ts';
import { isPassing, retryDelayMs } from '../retry-delay.ts';
import { sleep } from '../transport.ts';
import { type CopyOptions, ListingCopy } from './listing-copy.ts';

export type { CopyOptions } from './listing-copy.ts';
export { memorySyncStore, type SyncState, type SyncStore } from './sync-store.ts';

export interface SyncOptions extends CopyOptions {
  /** Between two looks at the feed; 5,000 by default. */
  readonly intervalMs?: number;
  /** Between two looks for what changed without an event, such as an unpublished listing; 60,000 by default. */
  readonly reconcileIntervalMs?: number;
  /** Hears of each failure that is tried again: the hub is down, or `upsert` or the store threw. */
  readonly onProblem?: (error: unknown) => void;
}

/** Brings the copy up to date, once: for a job that runs by the clock. @throws ApiError, ConnectionError, and yours */
export async function syncOnce(options: CopyOptions): Promise<void> {
  const copy = new ListingCopy(options);
  await copy.follow();
  await copy.reconcile();
}

/**
 * Keeps a copy of the listings right until the signal is aborted; then it resolves. Goes on where the store says,
 * never writes an older version over a newer, and tries again after whatever may pass by itself.
 * @throws ApiError when the hub refuses for good, such as an `invalid_api_key`
 */
export async function sync(options: SyncOptions): Promise<void> {
  const { signal, intervalMs = 5_000, reconcileIntervalMs = 60_000, onProblem = () => {} } = options;
  const copy = new ListingCopy(options);
  let reconcileAtMs = 0;
  for (let failures = 0; !signal?.aborted; ) {
    let waitMs = intervalMs;
    try {
      await copy.follow();
      if (Date.now() >= reconcileAtMs) {
        await copy.reconcile();
        reconcileAtMs = Date.now() + reconcileIntervalMs;
      }
      failures = 0;
    } catch (error) {
      if (signal?.aborted) return;
      if (error instanceof ApiError && !isPassing(error.status)) throw error;
      onProblem(error);
      waitMs = retryDelayMs(failures, null, Math.random())!;
      failures += 1;
    }
    // Rejects when it is aborted, which the loop looks at.
    await sleep(waitMs, signal).catch(() => {});
  }
}
