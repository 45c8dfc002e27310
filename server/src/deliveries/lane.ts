import { PROBING_FROM_FAILURES } from '../domain/endpoint-health.ts';
import type { RetrySchedule } from '../domain/retry-schedule.ts';
import type { Clock, Micros } from '../domain/time.ts';
import type { Database } from '../storage/database.ts';
import { type DueDelivery, listDueDeliveries, listProbe } from '../storage/due-deliveries.ts';
import {
  type ClaimedLane,
  findLaneState,
  handBackLane,
  type LaneRef,
  type LaneState,
  type Lease,
  releaseLane,
} from '../storage/lanes.ts';
import type { SecretBox } from '../storage/secret-box.ts';
import { type SettledDelivery, settleDeliveries } from '../storage/settle-deliveries.ts';
import type { Turns } from '../storage/turns.ts';
import { BatchSize } from './batch-size.ts';
import type { EngineLog } from './engine-log.ts';
import type { EngineObserver, LaneEnd } from './engine-observer.ts';
import type { InFlightBudget } from './in-flight-budget.ts';
import { LaneSending } from './lane-sending.ts';
import { cancelledAs, expired, healthAfter, type Outcome } from './outcome.ts';
import { ResultBuffer } from './result-buffer.ts';
import { findSendRefusal } from './send-permission.ts';
import type { Sender } from './sender.ts';
import type { SlowEndpoints } from './slow-endpoints.ts';
import { type Target, targetOf } from './target.ts';

/** What all lanes of an engine share. */
export interface LaneContext {
  readonly database: Database;
  readonly sender: Sender;
  readonly secrets: SecretBox;
  readonly schedule: RetrySchedule;
  readonly clock: Clock;
  readonly monotonicMs: () => number;
  readonly random: () => number;
  readonly log: EngineLog;
  readonly observer: EngineObserver;
  readonly budget: InFlightBudget;
  readonly slowEndpoints: SlowEndpoints;
  readonly databaseTurns: Turns;
  readonly inFlightPerEndpointMax: number;
  /** Something of the lane is due then. */
  readonly wakeAt: (lane: LaneRef, timeUs: Micros) => void;
  readonly onEnd: (lane: Lane) => void;
}

/** Reads ahead when fewer deliveries than this wait, so that sending never pauses for the database. */
const READ_AHEAD = 128;
/** How long an edited URL, a disabled endpoint or a cancelled delivery may go unseen by a slow lane. */
const STALE_AFTER_MS = 2_000;
/** What the claim told is good for a reading that begins so soon after it. */
const CLAIM_FRESH_MS = 500;
const BACKOFF_MS_MIN = 100;
const BACKOFF_MS_MAX = 5_000;

/**
 * The owner of one endpoint while there is something to send to it. Everything happens in `#pump`, which is called
 * whenever something has changed and starts what can be started: attempts, one reading, one settlement, the
 * release. What a crash loses at any point is only that results are not recorded: those are sent again.
 */
export class Lane {
  readonly lease: Lease;
  readonly #context: LaneContext;
  readonly #sending: LaneSending;
  readonly #batchSize = new BatchSize();
  /** Deliveries in hand: waiting, under way or not settled yet. Readings leave them out. */
  readonly #held = new Set<string>();
  readonly #results = new ResultBuffer(() => this.#pump());
  /** In a row, counting those that are not settled yet. */
  #failures: number | null = null;
  #rateLimitPerSecond = 1;
  #pausedUntilUs: Micros | null = null;
  #goneUrl: string | null = null;
  /** For the first reading. */
  #claimed: { readonly state: LaneState; readonly atMs: number } | null;
  #generation = 0;
  #lastReadMs = 0;
  #mayHaveMore = true;
  #pokes = 0;
  #pokesSeen = 0;
  #isReading = false;
  #isSettling = false;
  #isReleasing = false;
  /** The receiver wants to be left alone: nothing is sent until a reading after the settlement says otherwise. */
  #isHalted = false;
  #halts = 0;
  #isStopping = false;
  #isOver = false;
  #isBackingOff = false;
  #databaseFailures = 0;
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(context: LaneContext, { lease, state }: ClaimedLane) {
    this.#context = context;
    this.lease = lease;
    this.#claimed = { state, atMs: context.monotonicMs() };
    this.#sending = new LaneSending(context, lease, {
      onChange: this.#pump,
      onOutcome: (outcome, target) => this.#note(outcome, target),
      onPostponed: (result) => this.#results.add(result),
      onAborted: (id) => {
        this.#held.delete(id);
        this.#mayHaveMore = true;
      },
      onCrash: this.#crash,
    });
  }

  start(): void {
    this.#pump();
  }

  /** Something may have been added or become due. */
  poke(): void {
    this.#pokes += 1;
    this.#mayHaveMore = true;
    this.#pump();
  }

  /** Whether something was announced that no reading has seen. */
  get wasPokedInVain(): boolean {
    return this.#pokes !== this.#pokesSeen;
  }

  /** Sends nothing more; settles what is under way and gives the lane back. */
  stop(): void {
    this.#isStopping = true;
    this.#dropQueue();
    this.#pump();
  }

  /** Gives up what is under way; its deliveries are sent again by the next owner. */
  abortAttempts(): void {
    this.#sending.abort();
  }

  /** The lease is lost or the endpoint deleted: somebody else may be sending already, so all is dropped. */
  abandon(): void {
    this.#end('lost');
    this.abortAttempts();
  }

  /** Never throws: it runs on behalf of whoever woke the lane, which may be an API request. */
  readonly #pump = (): void => {
    if (this.#isOver || this.#isReleasing || this.#isBackingOff) return;
    try {
      this.#dropStaleQueue();
      this.#sending.start(this.#isProbing ? 1 : this.#context.inFlightPerEndpointMax);
      const nowUs = this.#context.clock();
      if (this.#wantsReading(nowUs)) this.#work('reading', this.#read(nowUs));
      if (this.#wantsSettlement()) this.#work('settling', this.#settle());
      if (this.#wantsRelease()) this.#work('releasing', this.#release());
    } catch (error) {
      this.#crash(error);
    }
  };

  /** A mistake of ours: the lane goes back as it is, and the next sweep starts it afresh. */
  readonly #crash = (error: unknown): void => {
    const { database, log } = this.#context;
    log.error({ err: error, ...this.lease }, 'a lane crashed');
    this.abandon();
    handBackLane(database, this.lease).catch((cause: unknown) => {
      log.error({ err: cause, ...this.lease }, 'a crashed lane could not be handed back');
    });
  };

  /** Runs a step against the database; after a failure everything waits a while, then goes on where it was. */
  #work(step: 'reading' | 'settling' | 'releasing', promise: Promise<void>): void {
    promise.then(
      () => {
        this.#databaseFailures = 0;
        this.#pump();
      },
      (error: unknown) => {
        if (this.#isOver) return;
        const waitMs = Math.min(BACKOFF_MS_MIN * 2 ** this.#databaseFailures, BACKOFF_MS_MAX);
        this.#databaseFailures += 1;
        this.#context.log.warn({ err: error, ...this.lease, waitMs }, `${step} a lane failed; trying again`);
        this.#isBackingOff = true;
        this.#after(waitMs, () => {
          this.#isBackingOff = false;
          this.#pump();
        });
      },
    );
  }

  #after(delayMs: number, action: () => void): NodeJS.Timeout {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      action();
    }, delayMs);
    this.#timers.add(timer);
    return timer;
  }

  #end(how: LaneEnd): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#results.close();
    this.#sending.end();
    this.#context.observer.laneChanged(how);
    this.#context.onEnd(this);
  }

  // Sending

  get #isProbing(): boolean {
    return (this.#failures ?? 0) >= PROBING_FROM_FAILURES;
  }

  #note(outcome: Outcome, target: Target): void {
    this.#results.add(outcome.settled);
    if (outcome.isGone) this.#goneUrl = target.urlText;
    if (outcome.pausedUntilUs !== null) {
      this.#pausedUntilUs = Math.max(this.#pausedUntilUs ?? 0, outcome.pausedUntilUs);
    }
    const wasProbing = this.#isProbing;
    this.#failures = outcome.settled.status === 'delivered' ? 0 : (this.#failures ?? 0) + 1;
    const hasTurned = this.#isProbing !== wasProbing;
    if (outcome.isGone || outcome.pausedUntilUs !== null || hasTurned) this.#halt();
  }

  /** What was read no longer is what should be sent. */
  #halt(): void {
    this.#isHalted = true;
    this.#halts += 1;
    this.#results.hurry();
    this.#dropQueue();
  }

  // Reading

  #wantsReading(nowUs: Micros): boolean {
    const isUnsettled = this.#results.size > 0 || this.#isSettling;
    // A retry that is due and not in the database yet would be passed by what stands behind it.
    const isRetryMissing = this.#results.retryUs <= nowUs;
    const mustSettleFirst = ((this.#isHalted || this.#isProbing) && isUnsettled) || isRetryMissing;
    const mustEndFirst = this.#isProbing && this.#sending.underWay > 0;
    return (
      this.#mayHaveMore &&
      !this.#isReading &&
      !this.#isStopping &&
      !mustSettleFirst &&
      !mustEndFirst &&
      this.#sending.waiting < Math.min(READ_AHEAD, this.#rateLimitPerSecond)
    );
  }

  async #read(nowUs: Micros): Promise<void> {
    const { database, databaseTurns, monotonicMs } = this.#context;
    const pokes = this.#pokes;
    const halts = this.#halts;
    const isIdle = this.#sending.underWay === 0 && this.#results.size === 0 && !this.#isSettling;
    const limit = this.#batchSize.rows;
    const query = { nowUs, limit, except: [...this.#held] };
    this.#isReading = true;
    try {
      const { state, deliveries } = await databaseTurns.run(async () => {
        // Before the deliveries: what is added between the two readings raises the generation past this one.
        const state = this.#takeClaimedState() ?? (await findLaneState(database, this.lease));
        if (state === null || state.paused_until_us > nowUs) return { state, deliveries: [] };
        // Only what is settled counts there; the rest is known here alone.
        if (isIdle || this.#failures === null) this.#failures = state.consecutive_failures;
        const list = this.#isProbing ? listProbe : listDueDeliveries;
        return { state, deliveries: await list(database, this.lease, query) };
      });
      if (this.#isOver) return;
      if (state === null) return this.abandon();
      this.#pokesSeen = pokes;
      if (this.#isStopping || this.#halts !== halts) return;
      this.#isHalted = false;
      // What stands behind a retry is read after it.
      const hasRetry = !this.#isProbing && deliveries.some((it) => it.schedule_step > 0);
      this.#mayHaveMore = deliveries.length === limit || hasRetry || this.#pokes !== pokes;
      this.#lastReadMs = monotonicMs();
      this.#learn(state);
      this.#batchSize.adapt(deliveries);
      for (const delivery of deliveries) this.#admit(delivery, state, nowUs);
    } finally {
      this.#isReading = false;
    }
  }

  #takeClaimedState(): LaneState | null {
    const claimed = this.#claimed;
    this.#claimed = null;
    if (claimed === null || this.#context.monotonicMs() - claimed.atMs > CLAIM_FRESH_MS) return null;
    return claimed.state;
  }

  #learn(state: LaneState): void {
    this.#generation = state.generation;
    this.#rateLimitPerSecond = state.rate_limit_per_second;
    const target = targetOf(state, this.lease, this.#context.secrets);
    this.#sending.aim(target, state.rate_limit_per_second, state.paced_until_us);
  }

  #admit(delivery: DueDelivery, state: LaneState, nowUs: Micros): void {
    const { body } = delivery;
    this.#held.add(delivery.id);
    const refusal = findSendRefusal(state, delivery);
    if (refusal !== null) this.#results.add(cancelledAs(refusal, delivery));
    else if (body === null || nowUs > delivery.expires_us) this.#results.add(expired(delivery));
    else this.#sending.add({ ...delivery, body }, nowUs);
  }

  #dropStaleQueue(): void {
    if (this.#sending.waiting === 0 || this.#context.monotonicMs() - this.#lastReadMs < STALE_AFTER_MS)
      return;
    this.#batchSize.shrink();
    this.#dropQueue();
  }

  #dropQueue(): void {
    for (const delivery of this.#sending.clear()) this.#held.delete(delivery.id);
    this.#mayHaveMore = true;
  }

  // Settling

  #wantsSettlement(): boolean {
    return !this.#isSettling && this.#results.isDue(this.#sending.isQuiet);
  }

  async #settle(): Promise<void> {
    const { database, databaseTurns, clock, observer } = this.#context;
    const batch = this.#results.take();
    const settlement = {
      nowUs: clock(),
      deliveries: batch,
      health: healthAfter(batch, this.#pausedUntilUs),
      pacedUntilUs: this.#sending.pacedUntilUs,
      goneUrl: this.#goneUrl,
    };
    this.#isSettling = true;
    try {
      const isSettled = await databaseTurns.run(
        async () => await settleDeliveries(database, this.lease, settlement),
      );
      if (!isSettled) return this.abandon();
      this.#results.written();
      observer.settled(batch);
    } catch (error) {
      this.#results.putBack(batch);
      throw error;
    } finally {
      this.#isSettling = false;
    }
    if (this.#pausedUntilUs === settlement.health.pausedUntilUs) this.#pausedUntilUs = null;
    if (this.#goneUrl === settlement.goneUrl) this.#goneUrl = null;
    this.#forget(batch);
  }

  #forget(batch: readonly SettledDelivery[]): void {
    let nextUs: Micros | null = null;
    for (const { id, nextAttemptUs } of batch) {
      this.#held.delete(id);
      if (nextAttemptUs !== null) nextUs = Math.min(nextUs ?? nextAttemptUs, nextAttemptUs);
    }
    if (nextUs !== null) this.#context.wakeAt(this.lease, nextUs);
  }

  // Letting go

  #wantsRelease(): boolean {
    const isBusy = this.#isReading || this.#isSettling || this.#sending.underWay > 0;
    const hasWork = this.#sending.waiting > 0 || this.#results.size > 0;
    return !this.#isOver && !isBusy && !hasWork && (this.#isStopping || !this.#mayHaveMore);
  }

  async #release(): Promise<void> {
    const { database, databaseTurns } = this.#context;
    this.#isReleasing = true;
    try {
      if (this.#isStopping) {
        await databaseTurns.run(async () => await handBackLane(database, this.lease));
        return this.#end('handed_back');
      }
      const released = await databaseTurns.run(
        async () => await releaseLane(database, this.lease, this.#generation),
      );
      if (released !== null) {
        this.#end('released');
        if (released.dueUs !== null) this.#context.wakeAt(this.lease, released.dueUs);
        return;
      }
      this.#mayHaveMore = true;
    } finally {
      this.#isReleasing = false;
    }
  }
}
