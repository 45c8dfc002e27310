import { sql } from 'kysely';
import type { Cursor } from '../domain/cursor.ts';
import type { Plan } from '../domain/plans.ts';
import type { Replay, ReplayFailure, ReplayRange, ReplayTarget } from '../domain/replay.ts';
import type { Micros } from '../domain/time.ts';
import type { Database } from './database.ts';
import { isBehind } from './page-predicates.ts';
import type { SequenceSpan } from './replay-events.ts';
import type { Reader, Tx } from './transaction.ts';

export interface ReplayRef {
  readonly dealerId: string;
  readonly id: string;
}

/** What is left of each world. */
export interface ReplaySpans {
  readonly live: SequenceSpan;
  readonly test: SequenceSpan;
}

const isOpen = sql`status in ('pending', 'running')`;
const whereReplay = (ref: ReplayRef) => sql`dealer_id = ${ref.dealerId} and id = ${ref.id}`;

/** An endpoint with what decides whether something may be sent to it. */
export interface ReplayEndpoint extends ReplayTarget {
  readonly url: string;
  readonly is_enabled: boolean;
  readonly rate_limit_per_second: number;
  readonly consecutive_failures: number;
  readonly integration_is_enabled: boolean;
  readonly plan: Plan;
}

export async function findReplayEndpoint(
  db: Reader,
  dealerId: string,
  endpointId: string,
): Promise<ReplayEndpoint | null> {
  const { rows } = await sql<ReplayEndpoint>`
    select w.url, w.events, w.mode, w.skip_own_writes, w.is_enabled, w.rate_limit_per_second,
      l.consecutive_failures, i.is_enabled as integration_is_enabled, i.is_test_mode, d.plan
    from webhook_endpoints w
    join endpoint_lanes l on l.dealer_id = w.dealer_id and l.endpoint_id = w.id
    join integrations i on i.dealer_id = w.dealer_id
    join dealers d on d.id = w.dealer_id
    where w.dealer_id = ${dealerId} and w.id = ${endpointId}
  `.execute(db);
  return rows[0] ?? null;
}

/** Under the lock of its endpoint, and only while `findOpenReplay` finds none. */
export async function insertReplay(
  trx: Tx,
  ref: ReplayRef,
  replay: ReplayRange & {
    readonly endpointId: string;
    readonly total: number;
    readonly spans: ReplaySpans;
    readonly nowUs: Micros;
  },
): Promise<void> {
  const { live, test } = replay.spans;
  await sql`
    insert into replays (dealer_id, id, endpoint_id, status, since_us, until_us, types, only_failed,
      rate_per_second, total, live_next, live_end, test_next, test_end, next_batch_us, created_us)
    values (${ref.dealerId}, ${ref.id}, ${replay.endpointId}, 'pending', ${replay.since_us}, ${replay.until_us},
      ${replay.types}::text[], ${replay.only_failed}, ${replay.rate_per_second}, ${replay.total},
      ${live.next}, ${live.end}, ${test.next}, ${test.end}, ${replay.nowUs}, ${replay.nowUs})
  `.execute(trx);
}

export async function findReplay(db: Reader, ref: ReplayRef): Promise<Replay | null> {
  const { rows } = await sql<Replay>`select * from replays where ${whereReplay(ref)}`.execute(db);
  return rows[0] ?? null;
}

/** The id of the endpoint's replay that is under way. */
export async function findOpenReplay(
  db: Reader,
  dealerId: string,
  endpointId: string,
): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    select id from replays where dealer_id = ${dealerId} and endpoint_id = ${endpointId} and ${isOpen}
  `.execute(db);
  return rows[0]?.id ?? null;
}

/** Newest first; one more than `limit` when there is another page. */
export async function listReplays(
  db: Reader,
  dealerId: string,
  endpointId: string,
  query: { readonly limit: number; readonly after?: Cursor | undefined },
): Promise<Replay[]> {
  const { rows } = await sql<Replay>`
    select * from replays
    where dealer_id = ${dealerId} and endpoint_id = ${endpointId}
      and ${query.after === undefined ? sql`true` : isBehind('created_us', query.after)}
    order by created_us desc, id desc limit ${query.limit + 1}
  `.execute(db);
  return rows;
}

/** Waits for a batch under way. False when it had ended. */
export async function cancelReplay(db: Reader, ref: ReplayRef, nowUs: Micros): Promise<boolean> {
  const { rows } = await sql`
    update replays set status = 'cancelled', finished_us = ${nowUs} where ${whereReplay(ref)} and ${isOpen}
    returning id
  `.execute(db);
  return rows.length > 0;
}

/** Open replays of all dealers, the longest due first. */
export async function listOpenReplays(
  database: Database,
  limit: number,
): Promise<(ReplayRef & { readonly dueUs: Micros })[]> {
  const { rows } = await sql<ReplayRef & { dueUs: Micros }>`
    select dealer_id as "dealerId", id, next_batch_us as "dueUs" from replays
    where ${isOpen} order by next_batch_us limit ${limit}
  `.execute(database.kysely);
  return rows;
}

/** A replay held by the transaction that enqueues its next batch. */
export interface ClaimedReplay extends Replay {
  readonly live_next: number;
  readonly live_end: number;
  readonly test_next: number;
  readonly test_end: number;
}

/** Null when it has ended, is not due, or another process is at it. */
export async function claimReplay(trx: Tx, ref: ReplayRef, nowUs: Micros): Promise<ClaimedReplay | null> {
  const { rows } = await sql<ClaimedReplay>`
    select * from replays where ${whereReplay(ref)} and ${isOpen} and next_batch_us <= ${nowUs}
    for update skip locked
  `.execute(trx);
  return rows[0] ?? null;
}

export interface ReplayProgress {
  readonly enqueued: number;
  readonly liveNext: number;
  readonly testNext: number;
  readonly nextBatchUs: Micros;
  readonly nowUs: Micros;
}

/** Commits with what was enqueued; behind the end of both worlds it has succeeded. */
export async function advanceReplay(trx: Tx, ref: ReplayRef, progress: ReplayProgress): Promise<void> {
  const { enqueued, liveNext, testNext, nextBatchUs, nowUs } = progress;
  const isDone = sql`${liveNext}::bigint >= live_end and ${testNext}::bigint >= test_end`;
  await sql`
    update replays set enqueued = enqueued + ${enqueued}, live_next = ${liveNext}, test_next = ${testNext},
      next_batch_us = ${nextBatchUs}, failures = 0, started_us = coalesce(started_us, ${nowUs}::bigint),
      status = case when ${isDone} then 'succeeded' else 'running' end,
      finished_us = case when ${isDone} then ${nowUs}::bigint end
    where ${whereReplay(ref)}
  `.execute(trx);
}

export async function failReplay(
  trx: Tx,
  ref: ReplayRef,
  end: { readonly reason: ReplayFailure; readonly nowUs: Micros },
): Promise<void> {
  await sql`
    update replays set status = 'failed', reason = ${end.reason}, finished_us = ${end.nowUs}
    where ${whereReplay(ref)}
  `.execute(trx);
}

/** After a mistake of ours: tries again later, and gives up after so many failures in a row. */
export async function postponeReplay(
  db: Reader,
  ref: ReplayRef,
  after: { readonly nowUs: Micros; readonly dueUs: Micros; readonly failuresMax: number },
): Promise<void> {
  const isLast = sql`failures + 1 >= ${after.failuresMax}`;
  await sql`
    update replays set failures = failures + 1, next_batch_us = ${after.dueUs},
      status = case when ${isLast} then 'failed' else status end,
      reason = case when ${isLast} then 'internal_error' end,
      finished_us = case when ${isLast} then ${after.nowUs}::bigint end
    where ${whereReplay(ref)} and ${isOpen}
  `.execute(db);
}

/** Deletes replays that ended before; returns how many. */
export async function pruneReplays(database: Database, beforeUs: Micros): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from replays where finished_us < ${beforeUs}
  `.execute(database.kysely);
  return Number(numAffectedRows ?? 0);
}
