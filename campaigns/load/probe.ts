import { setTimeout as delay } from 'node:timers/promises';
import { percentile } from '../../bench/percentile.ts';
import type { LoadDealer } from './scene.ts';

/** What somebody met who read and sold in turn. */
export interface Probed {
  readonly readMs: readonly number[];
  readonly orderMs: readonly number[];
  /** Ids of the orders that were answered 201. */
  readonly orders: readonly string[];
  /** Orders that were answered 503 with Retry-After. */
  readonly shed: number;
  /** Any other answer, and how often; a client may not see one. */
  readonly wrong: Readonly<Record<string, number>>;
}

const PAUSE_MS = 20;

/** Reads and sells as a shop does, one request after the other, until `end` settles. */
export async function probe({ api, listings }: LoadDealer, end: Promise<unknown>): Promise<Probed> {
  const probed = { readMs: [] as number[], orderMs: [] as number[], orders: [] as string[], shed: 0 };
  const wrong: Record<string, number> = {};
  const note = (what: string) => {
    wrong[what] = (wrong[what] ?? 0) + 1;
  };
  let isOver = false;
  const over = end.finally(() => {
    isOver = true;
  });
  for (let round = 0; !isOver; round += 1) {
    const read = await timed(() => api.get('/listings?limit=50'));
    if (read.answer?.status === 200) probed.readMs.push(read.ms);
    else note(`read ${read.answer?.status ?? 'broken'}`);
    const line = { listing_id: listings[round % listings.length]!.id };
    const { answer, ms } = await timed(() => api.post<{ id: string }>('/orders', { line_items: [line] }));
    if (answer?.status === 201) {
      probed.orderMs.push(ms);
      probed.orders.push(answer.body.id);
    } else if (answer?.status === 503 && Number(answer.headers.get('retry-after')) > 0) probed.shed += 1;
    else note(`order ${answer?.status ?? 'broken'}`);
    await delay(PAUSE_MS);
  }
  await over;
  return { ...probed, wrong };
}

async function timed<T>(work: () => Promise<T>): Promise<{ answer: T | null; ms: number }> {
  const startedMs = performance.now();
  const answer = await work().catch(() => null);
  return { answer, ms: performance.now() - startedMs };
}

export const p99 = (values: readonly number[]): number => percentile(values, 0.99);

export const describeWrong = (wrong: Readonly<Record<string, number>>): string =>
  Object.entries(wrong)
    .map(([what, times]) => `${what} (${times} times)`)
    .join(', ');
