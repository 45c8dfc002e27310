import type { ArrivalColumns } from './receiver/arrivals.ts';

/** An event that was written, with one of its deliveries. */
export interface WrittenRow {
  readonly event_id: string;
  /** Of the delivery; null when the event has none. */
  readonly id: string | null;
  readonly url: string | null;
  readonly status: string | null;
  /** Milliseconds since 1970. */
  readonly committed_ms: number;
}

export interface JudgeOptions {
  /** Events that acknowledged writes must have made. */
  readonly eventsOwed: number;
  /** Of an endpoint that takes what it gets. */
  readonly isHealthy: (url: string) => boolean;
  /** Latencies of what was committed from then until then count, in milliseconds since 1970. */
  readonly fromMs: number;
  readonly untilMs: number;
}

export interface Judgement {
  /** Acknowledged or committed, but not received by a healthy endpoint; or settled without having arrived. */
  readonly lost: number;
  /** Requests beyond the first of a delivery to a healthy endpoint. */
  readonly duplicates: number;
  /** From the commit to the receipt at a healthy endpoint, one for each delivery. */
  readonly latenciesMs: readonly number[];
}

/** Compares what was written with what has arrived. */
export function judgeReceipts(
  rows: readonly WrittenRow[],
  arrivals: ArrivalColumns,
  options: JudgeOptions,
): Judgement {
  const indexes = new Map(arrivals.deliveryIds.map((id, index) => [id, index]));
  const events = new Set(rows.map((row) => row.event_id)).size;
  let lost = Math.max(0, options.eventsOwed - events);
  let duplicates = 0;
  const latenciesMs: number[] = [];
  for (const { id, url, status, committed_ms } of rows) {
    const isHealthy = url !== null && options.isHealthy(url);
    const index = id === null ? undefined : indexes.get(id);
    if (index === undefined) {
      if (url === null || isHealthy || status === 'delivered') lost += 1;
    } else if (isHealthy) {
      duplicates += arrivals.counts[index]! - 1;
      const isCounted = committed_ms >= options.fromMs && committed_ms <= options.untilMs;
      if (isCounted) latenciesMs.push(arrivals.firstMs[index]! - committed_ms);
    }
  }
  return { lost, duplicates, latenciesMs };
}
