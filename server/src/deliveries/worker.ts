import type { RetrySchedule } from '../domain/retry-schedule.ts';
import { type Clock, type Micros, SECOND_US } from '../domain/time.ts';
import type { Database } from '../storage/database.ts';
import { type ClaimedLane, claimLanes, type LaneRef } from '../storage/lanes.ts';
import type { SecretBox } from '../storage/secret-box.ts';
import { Turns } from '../storage/turns.ts';
import { removeAllWorkers, removeWorker } from '../storage/workers.ts';
import type { EngineLog } from './engine-log.ts';
import { type EngineLoad, type EngineObserver, UNOBSERVED } from './engine-observer.ts';
import { InFlightBudget } from './in-flight-budget.ts';
import { Lane, type LaneContext } from './lane.ts';
import { Membership } from './membership.ts';
import type { Sender } from './sender.ts';
import { SlowEndpoints } from './slow-endpoints.ts';

export interface EngineOptions {
  readonly database: Database;
  readonly sender: Sender;
  readonly secrets: SecretBox;
  readonly schedule: RetrySchedule;
  readonly clock: Clock;
  readonly log: EngineLog;
  /** Default: nobody watches. */
  readonly observer?: EngineObserver | undefined;
  /** In [0, 1), for the jitter. Default: `Math.random`. */
  readonly random?: () => number;
  /** Default: `performance.now`. */
  readonly monotonicMs?: () => number;
  /** Requests under way to one endpoint. Default 16. */
  readonly inFlightPerEndpointMax?: number;
  /** Requests under way in this process. Default 512. */
  readonly inFlightMax?: number;
  /** Lanes this process owns at a time. Default 500. */
  readonly lanesMax?: number;
  /** Connections the lanes use at a time. Default 4. */
  readonly databaseTurnsMax?: number;
  /** How long `drain` waits for requests under way. Default 15 s. */
  readonly drainMs?: number;
}

export interface Engine {
  /** This process in the table of workers; null while it is not registered. */
  readonly workerId: string | null;
  readonly load: EngineLoad;
  /** @param soleWorker no other process works on this database, so that leases of a killed one end at once */
  start(options?: { soleWorker?: boolean }): Promise<void>;
  /** Work was committed into these lanes; null = somewhere. */
  wake(lanes: readonly LaneRef[] | null): void;
  /** One round: beat, bury dead workers, claim what is due. `start` runs it every 2 s. */
  tick(): Promise<void>;
  /** Takes nothing new, waits for what is under way, settles it and gives all lanes back. */
  drain(): Promise<void>;
}

export function createEngine(options: EngineOptions): Engine {
  return new Worker(options);
}

const ROUND_MS = 2_000;
const GUARD_MS = 500;
/** Lanes of one claim: small, so that several workers share what is due. */
const CLAIM_MAX = 16;
/** Later work is found by the sweep, whose 2 s don't matter then. */
const TIMER_AHEAD_US = 60 * SECOND_US;

const keyOf = (lane: LaneRef): string => `${lane.dealerId}/${lane.endpointId}`;

/** The webhook engine of one process: owns lanes, wakes them, and loses them all when its lease runs out. */
class Worker implements Engine {
  readonly #options: EngineOptions;
  readonly #membership: Membership;
  readonly #context: LaneContext;
  readonly #lanes = new Map<string, Lane>();
  readonly #wanted = new Map<string, LaneRef>();
  readonly #timers = new Map<string, { readonly atUs: Micros; readonly timer: NodeJS.Timeout }>();
  readonly #lanesMax: number;
  #wantsSweep = false;
  #claiming: Promise<void> | null = null;
  #isDraining = false;
  #roundTimer: NodeJS.Timeout | null = null;
  #guardTimer: NodeJS.Timeout | null = null;
  #round: Promise<void> = Promise.resolve();
  #onLaneEnd: (() => void) | null = null;

  constructor(options: EngineOptions) {
    const monotonicMs = options.monotonicMs ?? (() => performance.now());
    this.#options = options;
    this.#lanesMax = options.lanesMax ?? 500;
    const observer = options.observer ?? UNOBSERVED;
    this.#membership = new Membership({ ...options, monotonicMs, observer });
    this.#context = {
      ...options,
      monotonicMs,
      observer,
      random: options.random ?? Math.random,
      budget: new InFlightBudget(options.inFlightMax ?? 512),
      slowEndpoints: new SlowEndpoints(),
      databaseTurns: new Turns(options.databaseTurnsMax ?? 4),
      inFlightPerEndpointMax: options.inFlightPerEndpointMax ?? 16,
      wakeAt: (lane, timeUs) => this.#wakeAt(lane, timeUs),
      onEnd: (lane) => this.#laneEnded(lane),
    };
  }

  get workerId(): string | null {
    return this.#membership.id;
  }

  get load(): EngineLoad {
    const { budget } = this.#context;
    return { lanes: this.#lanes.size, inFlight: budget.used, inFlightMax: budget.max };
  }

  async start(options: { soleWorker?: boolean } = {}): Promise<void> {
    if (options.soleWorker) await removeAllWorkers(this.#options.database);
    // A round can hang with the database; the lease ends all the same.
    this.#guardTimer = setInterval(() => this.#dropExpiredLease(), GUARD_MS);
    this.#runRounds();
  }

  #runRounds(): void {
    this.#round = this.tick()
      .catch((error: unknown) => {
        this.#options.log.error(
          { err: error },
          'a round of the webhook engine failed; the next one tries again',
        );
      })
      .then(() => {
        if (this.#guardTimer !== null) this.#roundTimer = setTimeout(() => this.#runRounds(), ROUND_MS);
      });
  }

  async tick(): Promise<void> {
    this.#dropExpiredLease();
    if (!(await this.#membership.beat())) {
      this.#loseLease('others declared this worker dead');
      await this.#membership.beat();
    }
    await this.#membership.buryTheDead();
    for (const lane of this.#lanes.values()) lane.poke();
    this.wake(null);
    await this.#claiming;
  }

  wake(lanes: readonly LaneRef[] | null): void {
    if (this.#isDraining) return;
    if (lanes === null) this.#wantsSweep = true;
    for (const lane of lanes ?? []) {
      const owned = this.#lanes.get(keyOf(lane));
      if (owned === undefined) this.#wanted.set(keyOf(lane), lane);
      else owned.poke();
    }
    if (!this.#wantsSweep && this.#wanted.size === 0) return;
    this.#claiming ??= this.#claimWanted()
      .catch((error: unknown) => {
        this.#options.log.warn({ err: error }, 'claiming lanes failed; the next sweep finds them');
      })
      .finally(() => {
        this.#claiming = null;
        this.wake([]); // for what came after the last look
      });
  }

  /** What is asked for while a claim runs goes with the next one. */
  async #claimWanted(): Promise<void> {
    while (!this.#isDraining && (this.#wantsSweep || this.#wanted.size > 0)) {
      const isSweep = this.#wantsSweep;
      const lanes = [...this.#wanted.values()];
      this.#wantsSweep = false;
      this.#wanted.clear();
      if (lanes.length > 0) await this.#claim(lanes);
      if (isSweep) await this.#claim(null);
    }
  }

  async #claim(lanes: readonly LaneRef[] | null): Promise<void> {
    while (true) {
      const workerId = this.#membership.id;
      const limit = Math.min(CLAIM_MAX, this.#lanesMax - this.#lanes.size);
      if (workerId === null || limit <= 0 || this.#isDraining) return;
      const nowUs = this.#options.clock();
      // Only the sweep asks for what was lost: claims are made one after the other, so what is owned now is all there is.
      const owned = lanes === null ? [...this.#lanes.values()].map((lane) => lane.lease) : null;
      const claimed = await claimLanes(this.#options.database, { workerId, nowUs, limit, lanes, owned });
      for (const lane of claimed) this.#own(lane, workerId);
      if (claimed.length < limit) return;
    }
  }

  #own(claimed: ClaimedLane, workerId: string): void {
    // Claimed for an identity that was lost meanwhile: its lanes are free for others, and for us after the next beat.
    if (workerId !== this.#membership.id) return;
    const lane = new Lane(this.#context, claimed);
    this.#lanes.set(keyOf(claimed.lease), lane);
    this.#context.observer.laneChanged('claimed');
    lane.start();
    if (this.#isDraining) lane.stop();
  }

  #laneEnded(lane: Lane): void {
    const key = keyOf(lane.lease);
    if (this.#lanes.get(key) === lane) this.#lanes.delete(key);
    // Committed while the lane was let go: the owner didn't see it, and nobody else was told.
    if (lane.wasPokedInVain) this.wake([lane.lease]);
    this.#onLaneEnd?.();
  }

  #wakeAt(lane: LaneRef, timeUs: Micros): void {
    const key = keyOf(lane);
    const current = this.#timers.get(key);
    const delayUs = timeUs - this.#options.clock();
    if (this.#isDraining || delayUs > TIMER_AHEAD_US || (current && current.atUs <= timeUs)) return;
    clearTimeout(current?.timer);
    const timer = setTimeout(
      () => {
        this.#timers.delete(key);
        this.wake([lane]);
      },
      Math.max(0, Math.ceil(delayUs / 1000)),
    );
    this.#timers.set(key, { atUs: timeUs, timer });
  }

  #dropExpiredLease(): void {
    if (this.#membership.isExpired) this.#loseLease('no beat reached the database for the length of a lease');
  }

  /** From here on others may own our lanes: what is under way is aborted, and its results are not written. */
  #loseLease(reason: string): void {
    const id = this.#membership.resign();
    const lanes = [...this.#lanes.values()];
    this.#options.log.error({ worker: id, lanes: lanes.length, reason }, 'this worker lost its lanes');
    this.#lanes.clear();
    for (const lane of lanes) lane.abandon();
    if (id === null) return;
    // Frees the lanes sooner when the database is back; others find them without it.
    removeWorker(this.#options.database, id).catch((error: unknown) => {
      this.#options.log.warn({ err: error, worker: id }, 'signing off failed; others will notice');
    });
  }

  async drain(): Promise<void> {
    this.#isDraining = true;
    for (const { timer } of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    await this.#claiming;
    for (const lane of [...this.#lanes.values()]) lane.stop();
    // Rounds go on meanwhile: the lease must outlast a slow request.
    if (!(await this.#waitForLanes(this.#options.drainMs ?? 15_000))) {
      for (const lane of this.#lanes.values()) lane.abortAttempts();
      await this.#waitForLanes(2_000);
    }
    await this.#stopRounds();
    for (const lane of [...this.#lanes.values()]) lane.abandon();
    await this.#membership.leave().catch((error: unknown) => {
      this.#options.log.warn({ err: error }, 'signing off failed; others will notice');
    });
  }

  async #stopRounds(): Promise<void> {
    if (this.#guardTimer !== null) clearInterval(this.#guardTimer);
    if (this.#roundTimer !== null) clearTimeout(this.#roundTimer);
    this.#guardTimer = null;
    await this.#round;
  }

  async #waitForLanes(timeoutMs: number): Promise<boolean> {
    if (this.#lanes.size === 0) return true;
    return await new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), timeoutMs);
      this.#onLaneEnd = () => {
        if (this.#lanes.size > 0) return;
        clearTimeout(timer);
        resolve(true);
      };
    });
  }
}
