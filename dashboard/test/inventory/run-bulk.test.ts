import { describe, expect, it } from 'vitest';
import { ApiError, NetworkError } from '../../src/api/api-error.ts';
import type { BulkResult } from '../../src/api/listings.ts';
import { runBulk } from '../../src/inventory/run-bulk.ts';

const idsOf = (count: number) => Array.from({ length: count }, (_, index) => `id-${index}`);

const allChanged = (ids: readonly string[]): BulkResult => ({
  changed: ids.length,
  unchanged: 0,
  failed: 0,
  results: ids.map((id) => ({ id, status: 'changed' })),
});

/** Runs over `count` ids; `answer` says what becomes of each batch. */
async function run(count: number, answer: (ids: readonly string[], batch: number) => BulkResult | Error) {
  const sent: number[] = [];
  const progress: number[] = [];
  const stop = new AbortController();
  const summary = await runBulk({
    ids: idsOf(count),
    stop: stop.signal,
    onProgress: (done) => progress.push(done),
    send: async (ids) => {
      sent.push(ids.length);
      const result = answer(ids, sent.length);
      if (result instanceof Error) throw result;
      return result;
    },
  });
  return { summary, sent, progress };
}

describe('a change of many listings', () => {
  it('goes in batches of at most 200 and tells how far it is', async () => {
    const { summary, sent, progress } = await run(450, allChanged);
    expect(sent).toEqual([200, 200, 50]);
    expect(progress).toEqual([200, 400, 450]);
    expect(summary).toMatchObject({ changed: 450, failures: [], untried: [], unclear: [], error: null });
  });

  it('names each row that failed and why, and goes on', async () => {
    const { summary } = await run(201, (ids, batch) =>
      batch === 1
        ? {
            changed: 199,
            unchanged: 0,
            failed: 1,
            results: [
              { id: 'id-7', status: 'failed', error: { code: 'invalid_state', message: 'It is sold.' } },
            ],
          }
        : allChanged(ids),
    );
    expect(summary).toMatchObject({ changed: 200, failures: [{ id: 'id-7', message: 'It is sold.' }] });
  });

  it('stops at a refused batch, which changed nothing', async () => {
    const refusal = new ApiError(400, { code: 'invalid_parameter', message: 'No.' });
    const { summary } = await run(500, (ids, batch) => (batch === 2 ? refusal : allChanged(ids)));
    expect(summary.changed).toBe(200);
    expect(summary.unclear).toEqual([]);
    expect(summary.untried).toHaveLength(300);
    expect(summary.error).toBe(refusal);
  });

  it('calls a batch without an answer unclear: it may have been done', async () => {
    const lost = new NetworkError('gone');
    const { summary } = await run(500, (ids, batch) => (batch === 2 ? lost : allChanged(ids)));
    expect(summary.unclear).toEqual(idsOf(500).slice(200, 400));
    expect(summary.untried).toEqual(idsOf(500).slice(400));
  });

  it('begins no further batch once it is stopped', async () => {
    const stop = new AbortController();
    const summary = await runBulk({
      ids: idsOf(500),
      stop: stop.signal,
      onProgress: () => stop.abort(),
      send: async (ids) => allChanged(ids),
    });
    expect(summary).toMatchObject({ changed: 200, error: null });
    expect(summary.untried).toHaveLength(300);
  });
});
