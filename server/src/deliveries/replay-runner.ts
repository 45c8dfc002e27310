import { type Clock, SECOND_US } from '../domain/time.ts';
import type { Database } from '../storage/database.ts';
import type { LaneRef } from '../storage/lanes.ts';
import { listOpenReplays, postponeReplay, type ReplayRef } from '../storage/replays.ts';
import type { EngineLog } from './engine-log.ts';
import { runReplayBatch } from './replay-batch.ts';

export interface ReplayRunnerOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: EngineLog;
  /** Called after a commit that put work into lanes. */
  readonly wake: (lanes: readonly LaneRef[]) => void;
}

export interface ReplayRunner {
  start(): void;
  /**
   * One batch of each replay that is due and free.
   * @returns milliseconds until there may be something to do again
   */
  tick(): Promise<number>;
  /** Ends after the batch under way; other processes go on with what is left. */
  drain(): Promise<void>;
}

/** How soon a replay is found that was asked for in another process. */
const POLL_MS = 1_000;
/** All that is due is in the hands of others. */
const BUSY_ELSEWHERE_MS = 100;
/** Replays looked at in one round. */
const ROUND_MAX = 50;
const RETRY_US = 5 * SECOND_US;
/** A replay that fails so often in a row has met a mistake of ours. */
const FAILURES_MAX = 5;

class Runner implements ReplayRunner {
  readonly #options: ReplayRunnerOptions;
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();
  #isDraining = false;

  constructor(options: ReplayRunnerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#run();
  }

  async tick(): Promise<number> {
    const { database, clock } = this.#options;
    let hasRun = false;
    for (const replay of await listOpenReplays(database, ROUND_MAX)) {
      if (replay.dueUs <= clock() && !this.#isDraining) hasRun = (await this.#runBatch(replay)) || hasRun;
    }
    const [next] = await listOpenReplays(database, 1);
    const waitMs = next === undefined ? POLL_MS : Math.ceil((next.dueUs - clock()) / 1000);
    return Math.min(Math.max(waitMs, hasRun ? 0 : BUSY_ELSEWHERE_MS), POLL_MS);
  }

  async drain(): Promise<void> {
    this.#isDraining = true;
    clearTimeout(this.#timer);
    await this.#round;
  }

  #run(): void {
    this.#round = this.tick()
      .catch((error: unknown) => {
        this.#options.log.error({ err: error }, 'a round of replays failed; the next one tries again');
        return POLL_MS;
      })
      .then((waitMs) => {
        if (!this.#isDraining) this.#timer = setTimeout(() => this.#run(), waitMs);
      });
  }

  /** False when another process is at it. */
  async #runBatch(replay: ReplayRef): Promise<boolean> {
    const { database, clock, log, wake } = this.#options;
    const nowUs = clock();
    try {
      const result = await runReplayBatch(database, replay, nowUs);
      if (result !== null && result.enqueued > 0) wake([result.lane]);
      return result !== null;
    } catch (error) {
      log.error(
        { err: error, replay_id: replay.id, dealer_id: replay.dealerId },
        'a replay failed and will be tried again',
      );
      const after = { nowUs, dueUs: nowUs + RETRY_US, failuresMax: FAILURES_MAX };
      await postponeReplay(database.kysely, replay, after);
      return true;
    }
  }
}

/** Runs replays in the background: any number of processes share them, one batch of a replay at a time. */
export function createReplayRunner(options: ReplayRunnerOptions): ReplayRunner {
  return new Runner(options);
}
