import { ApiError, invalidParameter, notFound } from '../domain/api-error.ts';
import { decodeCursor } from '../domain/cursor.ts';
import { LOG_KEPT_US } from '../domain/delivery.ts';
import type { EventType } from '../domain/event-types.ts';
import { isUuid, newId } from '../domain/ids.ts';
import { assertIntegrationOn } from '../domain/integration.ts';
import { type Page, toPage } from '../domain/page.ts';
import {
  defaultReplayRate,
  type ReplayRange,
  replayScope,
  type ShownReplay,
  showReplay,
  showReplayEstimate,
} from '../domain/replay.ts';
import type { Micros } from '../domain/time.ts';
import {
  countReplayable,
  findFirstSequence,
  findKeptSpan,
  type SequenceSpan,
} from '../storage/replay-events.ts';
import {
  cancelReplay as cancelRow,
  findOpenReplay,
  findReplay,
  findReplayEndpoint,
  insertReplay,
  listReplays as listRows,
  type ReplayEndpoint,
  type ReplaySpans,
} from '../storage/replays.ts';
import { inTransaction, type Reader, type Tx } from '../storage/transaction.ts';
import { claimWebhookEndpoint } from '../storage/webhook-endpoints.ts';
import type { Hub } from './hub.ts';

export interface ReplayRequest {
  readonly endpointId: string;
  readonly sinceUs: Micros;
  /** Exclusive; now when it is left out. */
  readonly untilUs: Micros | undefined;
  /** Null = all. */
  readonly types: readonly EventType[] | null;
  readonly onlyFailed: boolean;
  /** Half of the endpoint's limit when it is left out. */
  readonly ratePerSecond: number | undefined;
}

const noEndpoint = () => notFound('webhook endpoint');
const disabled = () =>
  new ApiError('invalid_state', { message: 'The endpoint is disabled; enable it first.' });

async function getReplayEndpoint(db: Reader, dealerId: string, id: string): Promise<ReplayEndpoint> {
  const endpoint = isUuid(id) ? await findReplayEndpoint(db, dealerId, id) : null;
  if (endpoint === null) throw noEndpoint();
  return endpoint;
}

function readRange(request: ReplayRequest, endpoint: ReplayEndpoint, nowUs: Micros): ReplayRange {
  const { sinceUs, untilUs = nowUs } = request;
  if (sinceUs < nowUs - LOG_KEPT_US) {
    throw invalidParameter('since', 'is more than 30 days ago; older events are no longer kept.');
  }
  if (sinceUs >= nowUs) throw invalidParameter('since', 'is in the future.');
  if (untilUs > nowUs) throw invalidParameter('until', 'is in the future; without it the range ends now.');
  if (untilUs <= sinceUs) throw invalidParameter('until', 'must be after since.');
  return {
    since_us: sinceUs,
    until_us: untilUs,
    types: request.types === null ? null : [...new Set(request.types)],
    only_failed: request.onlyFailed,
    rate_per_second: request.ratePerSecond ?? defaultReplayRate(endpoint),
  };
}

interface Plan {
  readonly range: ReplayRange;
  readonly spans: ReplaySpans;
  readonly total: number;
}

/** Finds the range's events by their sequences, which so stay the same however long the replay takes. */
async function findSpan(
  db: Reader,
  dealerId: string,
  livemode: boolean,
  request: ReplayRequest,
): Promise<SequenceSpan> {
  const world = { dealerId, livemode };
  const kept = await findKeptSpan(db, world);
  const next = await findFirstSequence(db, world, kept, request.sinceUs);
  const { untilUs } = request;
  const end = untilUs === undefined ? kept.end : await findFirstSequence(db, world, kept, untilUs);
  return { next, end };
}

async function plan(hub: Hub, dealerId: string, request: ReplayRequest): Promise<Plan> {
  const db = hub.database.kysely;
  const { endpointId } = request;
  const endpoint = await getReplayEndpoint(db, dealerId, endpointId);
  assertIntegrationOn({ plan: endpoint.plan, is_enabled: endpoint.integration_is_enabled });
  if (!endpoint.is_enabled) throw disabled();
  const range = readRange(request, endpoint, hub.clock());
  const spans = {
    live: await findSpan(db, dealerId, true, request),
    test: await findSpan(db, dealerId, false, request),
  };
  const count = (livemode: boolean, span: SequenceSpan) =>
    countReplayable(db, { dealerId, endpointId }, span, replayScope(endpoint, range, livemode));
  const total = (await count(true, spans.live)) + (await count(false, spans.test));
  return { range, spans, total };
}

/**
 * How many deliveries a replay would enqueue; enqueues nothing.
 * @throws ApiError `resource_not_found`, `invalid_parameter`, `invalid_state`, `plan_required`, `integration_disabled`
 */
export async function estimateReplay(hub: Hub, dealerId: string, request: ReplayRequest) {
  const { range, total } = await plan(hub, dealerId, request);
  return showReplayEstimate(request.endpointId, range, total);
}

/** Holds the endpoint, so that no second replay of it begins and nobody disables it in between. */
async function assertFree(trx: Tx, dealerId: string, endpointId: string): Promise<void> {
  const endpoint = await claimWebhookEndpoint(trx, dealerId, endpointId);
  if (endpoint === null) throw noEndpoint();
  if (!endpoint.is_enabled) throw disabled();
  const open = await findOpenReplay(trx, dealerId, endpointId);
  if (open === null) return;
  throw new ApiError('invalid_state', {
    message: `Replay ${open} of this endpoint is still under way; wait for its end or cancel it.`,
  });
}

/**
 * Sends the deliveries of a range again, in the background: same event ids, and what fails goes on with the
 * schedule. One replay per endpoint at a time.
 * @throws ApiError as `estimateReplay`
 */
export async function createReplay(hub: Hub, dealerId: string, request: ReplayRequest): Promise<ShownReplay> {
  const { endpointId } = request;
  const { range, spans, total } = await plan(hub, dealerId, request);
  return await inTransaction(hub.database, async (trx) => {
    await assertFree(trx, dealerId, endpointId);
    const nowUs = hub.clock();
    const ref = { dealerId, id: newId(nowUs) };
    await insertReplay(trx, ref, { ...range, endpointId, total, spans, nowUs });
    return showReplay((await findReplay(trx, ref))!);
  });
}

/** An endpoint's replays, newest first. @throws ApiError `resource_not_found`, `invalid_cursor` */
export async function listReplays(
  hub: Hub,
  dealerId: string,
  endpointId: string,
  query: { readonly limit: number; readonly after?: string | undefined },
): Promise<Page<ShownReplay>> {
  const db = hub.database.kysely;
  await getReplayEndpoint(db, dealerId, endpointId);
  const after = query.after === undefined ? undefined : decodeCursor('replays', query.after);
  const rows = await listRows(db, dealerId, endpointId, { limit: query.limit, after });
  return toPage('replays', rows, query.limit, (row) => row.created_us, showReplay);
}

/** @throws ApiError `resource_not_found` */
export async function getReplay(hub: Hub, dealerId: string, id: string): Promise<ShownReplay> {
  const replay = isUuid(id) ? await findReplay(hub.database.kysely, { dealerId, id }) : null;
  if (replay === null) throw notFound('replay');
  return showReplay(replay);
}

/**
 * Enqueues nothing more; what is enqueued is still sent. Cancelling again changes nothing.
 * @throws ApiError `resource_not_found`, `invalid_state` when it has succeeded or failed
 */
export async function cancelReplay(hub: Hub, dealerId: string, id: string): Promise<ShownReplay> {
  await getReplay(hub, dealerId, id);
  await cancelRow(hub.database.kysely, { dealerId, id }, hub.clock());
  const replay = await getReplay(hub, dealerId, id);
  if (replay.status === 'cancelled') return replay;
  throw new ApiError('invalid_state', { message: `The replay has ended: it is ${replay.status}.` });
}
