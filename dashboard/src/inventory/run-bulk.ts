import { ApiError } from '../api/api-error.ts';
import type { BulkResult } from '../api/listings.ts';

/** What the hub takes at once. */
export const BATCH_MAX = 200;

export interface BulkFailure {
  readonly id: string;
  readonly message: string;
}

export interface BulkSummary {
  readonly changed: number;
  readonly unchanged: number;
  readonly failures: readonly BulkFailure[];
  /** Sent, but no answer came: they may have been changed. */
  readonly unclear: readonly string[];
  /** Not sent, since a batch before them failed or the dealer stopped. */
  readonly untried: readonly string[];
  /** Why it ended early; null when all were sent. */
  readonly error: unknown;
}

const NOTHING: BulkSummary = {
  changed: 0,
  unchanged: 0,
  failures: [],
  unclear: [],
  untried: [],
  error: null,
};

export interface BulkRun {
  readonly ids: readonly string[];
  readonly send: (ids: readonly string[]) => Promise<BulkResult>;
  /** @param done of `ids` that have an answer */
  readonly onProgress: (done: number) => void;
  /** No further batch begins once it is aborted. */
  readonly stop: AbortSignal;
}

/** One batch after the other, so that orders come in between. Never throws: what went wrong is in the summary. */
export async function runBulk({ ids, send, onProgress, stop }: BulkRun): Promise<BulkSummary> {
  let summary = NOTHING;
  for (let at = 0; at < ids.length; at += BATCH_MAX) {
    if (stop.aborted) return { ...summary, untried: ids.slice(at) };
    const batch = ids.slice(at, at + BATCH_MAX);
    try {
      summary = withResult(summary, await send(batch));
    } catch (error) {
      // A refusal is certain; after anything else the batch may or may not have been committed.
      const isRefused = error instanceof ApiError && error.status < 500;
      const untried = ids.slice(isRefused ? at : at + BATCH_MAX);
      return { ...summary, unclear: isRefused ? [] : batch, untried, error };
    }
    onProgress(Math.min(at + BATCH_MAX, ids.length));
  }
  return summary;
}

function withResult(summary: BulkSummary, result: BulkResult): BulkSummary {
  const failures = result.results
    .filter((row) => row.status === 'failed')
    .map((row) => ({ id: row.id, message: row.error?.message ?? '' }));
  return {
    ...summary,
    changed: summary.changed + result.changed,
    unchanged: summary.unchanged + result.unchanged,
    failures: [...summary.failures, ...failures],
  };
}
