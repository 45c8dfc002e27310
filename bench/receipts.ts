import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Database } from '../server/src/storage/database.ts';
import { type Judgement, judgeReceipts, type WrittenRow } from './judge-receipts.ts';
import type { OrdersReport, Writer } from './load/orders.ts';
import type { Stage } from './stage.ts';
import type { BenchDealer } from './stage-dealers.ts';

/** An order of this many watches makes one event for itself and one for each of them. */
const LINES_PER_ORDER = 3;
const EVENTS_PER_ORDER = LINES_PER_ORDER + 1;
/** Requests under way at most: beyond it the API is too slow for the rate, and the report says what it reached. */
const OPEN_LOOP_REQUESTS_MAX = 128;
const CLOSED_LOOP_REQUESTS = 16;
const POLL_MS = 50;

export interface EventLoad {
  readonly dealers: readonly BenchDealer[];
  /** Null = as fast as they are answered, 16 at a time. */
  readonly eventsPerSecond: number | null;
  readonly seconds: number;
  /** How long what was written may take to arrive after the last answer. */
  readonly catchUpSeconds: number;
  /** Endpoints that don't take what they get; default none. */
  readonly isUnhealthy?: (url: string) => boolean;
  /** Runs beside the load, after its first quarter; only the latency of what is committed meanwhile counts. */
  readonly beside?: () => Promise<void>;
}

export interface Receipts extends Judgement {
  /** Committed events a second. */
  readonly eventsPerSecond: number;
  readonly answerMs: readonly number[];
  /** Orders answered by anything but 201. */
  readonly refused: number;
  /** From the last answer until everything had arrived. */
  readonly catchUpSeconds: number;
}

/** Orders at a rate, and what became of each event they made. */
export async function measureReceipts(stage: Stage, load: EventLoad): Promise<Receipts> {
  const before = await readClocks(stage.database, load.dealers);
  await stage.receiver.call('empty', null);
  const counted = measureBeside(load);
  const orders = await sendOrders(stage, load);
  const answeredMs = performance.now();
  await waitForArrivals(stage, load, await listWritten(stage.database, before));
  const catchUpSeconds = (performance.now() - answeredMs) / 1000;
  // Again, since their states have changed meanwhile.
  const rows = await listWritten(stage.database, before);
  const arrivals = await stage.receiver.call('collect', null);
  return {
    ...judgeReceipts(rows, arrivals, {
      eventsOwed: orders.acknowledged * EVENTS_PER_ORDER,
      isHealthy: (url) => isHealthy(url, load),
      ...(await counted),
    }),
    eventsPerSecond: new Set(rows.map((row) => row.event_id)).size / orders.seconds,
    answerMs: [...orders.answerMs],
    refused: Object.values(orders.refused).reduce((sum, count) => sum + count, 0),
    catchUpSeconds,
  };
}

/** Commits from then until then count, in milliseconds since 1970. */
interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

async function measureBeside({ beside, seconds }: EventLoad): Promise<Span> {
  if (beside === undefined) return { fromMs: 0, untilMs: Number.POSITIVE_INFINITY };
  await delay((seconds * 1000) / 4);
  const fromMs = Date.now();
  await beside();
  return { fromMs, untilMs: Date.now() };
}

async function sendOrders(stage: Stage, load: EventLoad): Promise<OrdersReport> {
  const { eventsPerSecond } = load;
  const writers: Writer[] = load.dealers.map(({ key, listingIds }) => ({ key, listingIds }));
  return await stage.load.call('orders', {
    origin: stage.origin,
    writers,
    linesPerOrder: LINES_PER_ORDER,
    seconds: load.seconds,
    perSecond: eventsPerSecond === null ? null : eventsPerSecond / EVENTS_PER_ORDER,
    concurrency: eventsPerSecond === null ? CLOSED_LOOP_REQUESTS : OPEN_LOOP_REQUESTS_MAX,
  });
}

/** Where each world's events end. */
interface ClockRow {
  readonly dealer_id: string;
  readonly last_sequence: number;
}

async function readClocks(database: Database, dealers: readonly BenchDealer[]): Promise<ClockRow[]> {
  const { rows } = await sql<ClockRow>`
    select dealer_id, last_sequence from dealer_clocks
    where livemode and dealer_id = any(${dealers.map((it) => it.id)}::uuid[])
  `.execute(database.kysely);
  return rows;
}

/** Every event since, with each delivery and the time of its commit. */
async function listWritten(database: Database, since: readonly ClockRow[]): Promise<WrittenRow[]> {
  const { rows } = await sql<WrittenRow>`
    select e.id as event_id, d.id, d.url, d.status,
      (extract(epoch from pg_xact_commit_timestamp(e.xmin)) * 1000)::double precision as committed_ms
    from unnest(${since.map((it) => it.dealer_id)}::uuid[], ${since.map((it) => it.last_sequence)}::bigint[])
      as w (dealer_id, last_sequence)
    join events e on e.dealer_id = w.dealer_id and e.livemode and e.sequence > w.last_sequence
    left join deliveries d on d.dealer_id = e.dealer_id and d.event_id = e.id
  `.execute(database.kysely);
  return rows;
}

const isHealthy = (url: string, load: EventLoad): boolean => !load.isUnhealthy?.(url);

/** Until all healthy deliveries have arrived or the time is up; asks the receiver, which costs the database nothing. */
async function waitForArrivals(stage: Stage, load: EventLoad, rows: readonly WrittenRow[]): Promise<void> {
  const healthy = rows.filter((row) => row.url !== null && isHealthy(row.url, load)).map((row) => row.id!);
  const deadlineMs = performance.now() + load.catchUpSeconds * 1000;
  await stage.receiver.call('expect', healthy);
  while ((await stage.receiver.call('countMissing', null)) > 0 && performance.now() < deadlineMs) {
    await delay(POLL_MS);
  }
}
