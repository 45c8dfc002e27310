import { LOG_KEPT_US } from '../domain/delivery.ts';
import { type Clock, DAY_US, SECOND_US } from '../domain/time.ts';
import type { Database } from '../storage/database.ts';
import { pruneImports } from '../storage/imports.ts';
import {
  pruneDeliveries,
  pruneEvents,
  pruneIdempotencyRecords,
  pruneRateLimitBuckets,
  wipePreviousSecrets,
} from '../storage/prune.ts';
import { pruneReplays } from '../storage/replays.ts';
import { deleteExpiredSessions } from '../storage/sessions.ts';
import type { EngineLog } from './engine-log.ts';
import { createMinuteLoop, type MinuteLoop } from './minute-loop.ts';

const IDEMPOTENCY_KEPT_US = DAY_US;
/** An upload that has taken longer was broken off. */
const UPLOAD_KEPT_US = DAY_US;
const BUCKETS_KEPT_SECONDS = 120;

export interface PruneReport {
  readonly deliveries: number;
  readonly events: number;
  readonly idempotencyRecords: number;
  readonly previousSecrets: number;
  readonly rateLimitBuckets: number;
  readonly imports: number;
  readonly replays: number;
  readonly sessions: number;
}

/** Removes what is no longer kept. Deliveries go before their events, so that none is left without its body. */
export async function prune(database: Database, clock: Clock): Promise<PruneReport> {
  const nowUs = clock();
  return {
    previousSecrets: await wipePreviousSecrets(database, nowUs),
    rateLimitBuckets: await pruneRateLimitBuckets(
      database,
      Math.floor(nowUs / SECOND_US) - BUCKETS_KEPT_SECONDS,
    ),
    idempotencyRecords: await pruneIdempotencyRecords(database, nowUs - IDEMPOTENCY_KEPT_US),
    imports: await pruneImports(database, nowUs - LOG_KEPT_US, nowUs - UPLOAD_KEPT_US),
    replays: await pruneReplays(database, nowUs - LOG_KEPT_US),
    sessions: await deleteExpiredSessions(database.kysely, nowUs),
    deliveries: await pruneDeliveries(database, nowUs - LOG_KEPT_US),
    events: await pruneEvents(database, nowUs - LOG_KEPT_US),
  };
}

/** Prunes once a minute, so that each round is small. Several at once only find less to do. */
export function createReaper(options: {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: EngineLog;
}): MinuteLoop {
  const { database, clock, log } = options;
  return createMinuteLoop({ name: 'pruned', log, round: () => prune(database, clock) });
}
