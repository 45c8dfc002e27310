import { ApiError } from '../errors.ts';
import { isPassing, retryDelayMs } from '../retry-delay.ts';
import { sleep } from '../transport.ts';
import { followStream } from './follow-stream.ts';
import { type CopyOptions, ListingCopy } from './listing-copy.ts';

export type { CopyOptions } from './listing-copy.ts';
export { memorySyncStore, type SyncState, type SyncStore } from './sync-store.ts';

export interface SyncOptions extends CopyOptions {
  /** Between two looks for what changed without an event, such as an unpublished listing; 60,000 by default. */
  readonly reconcileIntervalMs?: number;
  /** Hears of each failure that is tried again: the hub is down, or `upsert` or the store threw. */
  readonly onProblem?: (error: unknown) => void;
}

/** Brings the copy up to date, once: for a job that runs by the clock. @throws ApiError, ConnectionError, and yours */
export async function syncOnce(options: CopyOptions): Promise<void> {
  const copy = new ListingCopy(options);
  await copy.reconcile(await copy.readFeed(await copy.open()));
}

/**
 * Keeps a copy of the listings right until the signal is aborted; then it resolves. Goes on where the store says, hears
 * of each change by the stream of events, never writes an older version over a newer, and tries again after whatever may
 * pass by itself.
 * @throws ApiError when the hub refuses for good, such as an `invalid_api_key`
 */
export async function sync(options: SyncOptions): Promise<void> {
  const { hub, signal, reconcileIntervalMs = 60_000, onProblem = () => {} } = options;
  const copy = new ListingCopy(options);
  let isTorn = false;
  let last: number | null = null;
  for (let failures = 0; !signal?.aborted; failures += 1) {
    try {
      const begin = isTorn ? await copy.readAnew() : await copy.open();
      if (begin.sequence !== last) failures = 0;
      last = begin.sequence;
      await followStream(copy, begin, { hub, signal, reconcileIntervalMs, onProblem });
    } catch (error) {
      if (signal?.aborted) return;
      // Events after this copy's are no longer kept.
      isTorn = error instanceof ApiError && error.code === 'invalid_cursor';
      if (error instanceof ApiError && !isTorn && !isPassing(error.status)) throw error;
      if (!isTorn) onProblem(error);
      // Rejects when it is aborted, which the loop looks at.
      await sleep(retryDelayMs(failures, null, Math.random())!, signal).catch(() => {});
    }
  }
}
