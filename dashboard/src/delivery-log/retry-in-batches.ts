import { type BulkRetry, RETRY_IDS_MAX } from '../api/deliveries.ts';

/** Why some could not be sent again, most frequent first. */
interface Refusal {
  readonly message: string;
  readonly count: number;
}

export interface RetrySummary {
  readonly retried: number;
  readonly refused: number;
  readonly refusals: readonly Refusal[];
  /** Not asked for any more, since a request failed as a whole; then `error` says why. */
  readonly skipped: number;
  readonly error: unknown;
}

/**
 * Retries any number of deliveries, as many at a time as the API takes.
 * @param onProgress called with how many are done
 */
export async function retryInBatches(
  ids: readonly string[],
  retry: (ids: readonly string[]) => Promise<BulkRetry>,
  onProgress: (done: number) => void,
): Promise<RetrySummary> {
  let retried = 0;
  const counts = new Map<string, number>();
  const summary = (done: number, error: unknown): RetrySummary => ({
    retried,
    refused: [...counts.values()].reduce((sum, count) => sum + count, 0),
    refusals: [...counts].map(([message, count]) => ({ message, count })).sort((a, b) => b.count - a.count),
    skipped: ids.length - done,
    error,
  });
  for (let done = 0; done < ids.length; done += RETRY_IDS_MAX) {
    onProgress(done);
    try {
      const answer = await retry(ids.slice(done, done + RETRY_IDS_MAX));
      retried += answer.retried;
      for (const { error } of answer.results) {
        if (error !== undefined) counts.set(error.message, (counts.get(error.message) ?? 0) + 1);
      }
    } catch (error) {
      // What went before stays done; the rest would meet the same refusal.
      return summary(done, error);
    }
  }
  onProgress(ids.length);
  return summary(ids.length, null);
}
