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

const IDEMPOTENCY_KEPT_US = DAY_US;
/** An upload that has taken longer was broken off. */
const UPLOAD_KEPT_US = DAY_US;
const BUCKETS_KEPT_SECONDS = 120;
const INTERVAL_MS = 60_000;

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

export interface Reaper {
  start(): void;
  tick(): Promise<void>;
  /** Waits for a round under way. */
  stop(): Promise<void>;
}

/** Prunes once a minute, so that each round is small. Several at once only find less to do. */
export function createReaper(options: {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: EngineLog;
}): Reaper {
  const { database, clock, log } = options;
  let timer: NodeJS.Timeout | undefined;
  let round: Promise<void> = Promise.resolve();
  let isRunning = false;
  const tick = async (): Promise<void> => {
    const report = await prune(database, clock);
    if (Object.values(report).some((count) => count > 0)) log.info(report, 'pruned');
  };
  const run = (): void => {
    round = tick()
      .catch((error: unknown) => log.error({ err: error }, 'pruning failed; the next round tries again'))
      .then(() => {
        if (isRunning) timer = setTimeout(run, INTERVAL_MS);
      });
  };
  return {
    tick,
    start() {
      isRunning = true;
      timer = setTimeout(run, INTERVAL_MS);
    },
    async stop() {
      isRunning = false;
      clearTimeout(timer);
      await round;
    },
  };
}
