import { DELIVERY_LIFETIME_US } from '../domain/delivery.ts';
import { PROBING_FROM_FAILURES } from '../domain/endpoint-health.ts';
import { newId } from '../domain/ids.ts';
import { PLAN_TERMS } from '../domain/plans.ts';
import { nextBatchTime, type ReplayFailure, replayBatchSize, replayScope } from '../domain/replay.ts';
import { type Micros, SECOND_US } from '../domain/time.ts';
import type { Database } from '../storage/database.ts';
import { insertDeliveries, type NewDelivery } from '../storage/fan-out.ts';
import { type LaneRef, lockLane } from '../storage/lanes.ts';
import { countDue, listReplayable, type ReplayableEvent } from '../storage/replay-events.ts';
import {
  advanceReplay,
  type ClaimedReplay,
  claimReplay,
  failReplay,
  findReplayEndpoint,
  type ReplayEndpoint,
  type ReplayRef,
} from '../storage/replays.ts';
import { reopenDeliveries } from '../storage/retry-delivery.ts';
import { inTransaction, type Tx } from '../storage/transaction.ts';

/** Bounds how long the lane is held when little of a range is taken: 5,000 took up to 100 ms. */
const EVENTS_READ_MAX = 2_000;
/** While more than this wait for a slow receiver, a replay adds nothing: live deliveries would wait behind it. */
const DUE_MAX = 200;
const WAIT_US = SECOND_US;

/** What a batch did to a replay; null when it was not due, or another process is at it. */
export type BatchResult = { readonly lane: LaneRef; readonly enqueued: number } | null;

function findRefusal(endpoint: ReplayEndpoint | null): ReplayFailure | null {
  if (endpoint === null) return 'endpoint_deleted';
  if (!PLAN_TERMS[endpoint.plan].customIntegration) return 'plan_required';
  if (!endpoint.integration_is_enabled) return 'integration_disabled';
  return endpoint.is_enabled ? null : 'endpoint_disabled';
}

/**
 * Enqueues the next deliveries of a replay and notes how far it came, in one transaction: a crash loses both.
 * Locks the replay, then the lane, so that what is switched off meanwhile is either seen here or cancels what this
 * adds.
 */
export async function runReplayBatch(
  database: Database,
  ref: ReplayRef,
  nowUs: Micros,
): Promise<BatchResult> {
  return await inTransaction(database, async (trx) => {
    const replay = await claimReplay(trx, ref, nowUs);
    if (replay === null) return null;
    const lane = { dealerId: ref.dealerId, endpointId: replay.endpoint_id };
    const hasLane = await lockLane(trx, lane);
    const endpoint = hasLane ? await findReplayEndpoint(trx, lane.dealerId, lane.endpointId) : null;
    const reason = findRefusal(endpoint);
    if (reason !== null) {
      await failReplay(trx, ref, { reason, nowUs });
      return { lane, enqueued: 0 };
    }
    return { lane, enqueued: await enqueue(trx, ref, replay, endpoint!, nowUs) };
  });
}

async function enqueue(
  trx: Tx,
  ref: ReplayRef,
  replay: ClaimedReplay,
  endpoint: ReplayEndpoint,
  nowUs: Micros,
): Promise<number> {
  const { live_next: liveNext, test_next: testNext } = replay;
  const lane = { dealerId: ref.dealerId, endpointId: replay.endpoint_id };
  const isProbing = endpoint.consecutive_failures >= PROBING_FROM_FAILURES;
  if (await isBusy(trx, lane, isProbing, nowUs)) {
    await advanceReplay(trx, ref, { enqueued: 0, liveNext, testNext, nextBatchUs: nowUs + WAIT_US, nowUs });
    return 0;
  }
  const livemode = liveNext < replay.live_end;
  const [next, end] = livemode ? [liveNext, replay.live_end] : [testNext, replay.test_end];
  const span = { next, end: Math.min(end, next + EVENTS_READ_MAX) };
  const limit = isProbing ? 1 : replayBatchSize(replay.rate_per_second);
  const events = await listReplayable(trx, lane, span, { ...replayScope(endpoint, replay, livemode), limit });
  const enqueued = await reopen(trx, lane, endpoint.url, { livemode, events, nowUs });
  const reached = events.length === limit ? events.at(-1)!.sequence + 1 : span.end;
  await advanceReplay(trx, ref, {
    enqueued,
    liveNext: livemode ? reached : liveNext,
    testNext: livemode ? testNext : reached,
    nextBatchUs: nextBatchTime(nowUs, enqueued, replay.rate_per_second),
    nowUs,
  });
  return enqueued;
}

/** An endpoint that fails as a whole gets one delivery to be probed with, if nothing else waits for it. */
async function isBusy(trx: Tx, lane: LaneRef, isProbing: boolean, nowUs: Micros): Promise<boolean> {
  if (isProbing) return (await countDue(trx, lane, Number.MAX_SAFE_INTEGER, 1)) > 0;
  return (await countDue(trx, lane, nowUs, DUE_MAX)) >= DUE_MAX;
}

/** An event that has no delivery yet gets a finished one first, so that all go one way. */
async function reopen(
  trx: Tx,
  lane: LaneRef,
  url: string,
  batch: { readonly livemode: boolean; readonly events: readonly ReplayableEvent[]; readonly nowUs: Micros },
): Promise<number> {
  const { livemode, events, nowUs } = batch;
  if (events.length === 0) return 0;
  const added: NewDelivery[] = events
    .filter((event) => event.deliveryId === null)
    .map((event) => ({
      id: newId(event.createdUs),
      endpointId: lane.endpointId,
      url,
      event,
      expiresUs: event.createdUs + DELIVERY_LIFETIME_US,
      cancelReason: 'replayed',
    }));
  if (added.length > 0) {
    await insertDeliveries(trx, { dealerId: lane.dealerId, livemode }, added, nowUs);
  }
  const known = events.map((event) => event.deliveryId).filter((id) => id !== null);
  return await reopenDeliveries(trx, lane, [...known, ...added.map((it) => it.id)], nowUs);
}
