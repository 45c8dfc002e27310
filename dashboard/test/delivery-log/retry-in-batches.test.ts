import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BulkRetry, RETRY_IDS_MAX } from '../../src/api/deliveries.ts';
import { retryInBatches } from '../../src/delivery-log/retry-in-batches.ts';

const ids = (count: number) => Array.from({ length: count }, (_, index) => String(index));

const answer = (asked: readonly string[], refusedBy: (id: string) => string | null): BulkRetry => {
  const results = asked.map((id) => {
    const message = refusedBy(id);
    return message === null
      ? { id, status: 'retried' as const }
      : { id, status: 'failed' as const, error: { code: 'invalid_state', message } };
  });
  const failed = results.filter(({ status }) => status === 'failed').length;
  return { retried: asked.length - failed, failed, results };
};

describe('a retry of many', () => {
  it('asks for each once, never for more than the API takes, and counts what came of it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 350 }), async (count) => {
        const asked: string[] = [];
        const progress: number[] = [];
        const summary = await retryInBatches(
          ids(count),
          async (batch) => {
            expect(batch.length).toBeLessThanOrEqual(RETRY_IDS_MAX);
            asked.push(...batch);
            return answer(batch, (id) => (Number(id) % 7 === 0 ? 'disabled' : null));
          },
          (done) => progress.push(done),
        );
        expect(asked).toEqual(ids(count));
        expect(summary.retried + summary.refused).toBe(count);
        expect(summary).toMatchObject({ skipped: 0, error: null });
        expect(progress.at(-1)).toBe(count);
      }),
    );
  });

  it('gathers equal refusals, the most frequent first', async () => {
    const summary = await retryInBatches(
      ids(5),
      async (batch) => answer(batch, (id) => (id === '0' ? 'deleted' : 'disabled')),
      () => {},
    );
    expect(summary.refusals).toEqual([
      { message: 'disabled', count: 4 },
      { message: 'deleted', count: 1 },
    ]);
  });

  it('stops at a failure of the whole request, keeps what was done and says how many are left', async () => {
    const failure = new Error('offline');
    let calls = 0;
    const summary = await retryInBatches(
      ids(250),
      async (batch) => {
        calls += 1;
        if (calls === 2) throw failure;
        return answer(batch, () => null);
      },
      () => {},
    );
    expect(summary).toEqual({ retried: 100, refused: 0, refusals: [], skipped: 150, error: failure });
  });
});
