import type { RetrySchedule } from '../domain/retry-schedule.ts';
import type { Clock, Micros } from '../domain/time.ts';
import type { Database } from '../storage/database.ts';
import {
  type DueDelivery,
  findLaneState,
  type LaneState,
  listDueDeliveries,
} from '../storage/due-deliveries.ts';
import { handBackLane, type LaneRef, type Lease, releaseLane } from '../storage/lanes.ts';
import type { SecretBox } from '../storage/secret-box.ts';
import { type SettledDelivery, settleDeliveries } from '../storage/settle-deliveries.ts';
import { type RunningAttempt, type SendableDelivery, startAttempt } from './attempt.ts';
import { BatchSize } from './batch-size.ts';
import type { EngineLog } from './engine-log.ts';
import type { EngineObserver, LaneEnd } from './engine-observer.ts';
import type { InFlightBudget } from './in-flight-budget.ts';
import { cancelledAs, expired, healthAfter, type Outcome, outcomeOf } from './outcome.ts';
import { ResourceQueue } from './resource-queue.ts';
import { findSendRefusal } from './send-permission.ts';
import type { Sender } from './sender.ts';
import { type Target, targetOf } from './target.ts';
import type { Turnstile } from './turnstile.ts';

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
  readonly databaseTurns: Turnstile;
  readonly inFlightPerEndpointMax: number;
  /** Something of the lane is due then. */
  readonly wakeAt: (lane: LaneRef, timeUs: Micros) => void;
  readonly onEnd: (lane: Lane) => void;
}

/** Reads ahead when fewer deliveries than this wait, so that sending never pauses for the database. */
const READ_AHEAD = 128;
/** How long an edited URL, a disabled endpoint or a cancelled delivery may go unseen by a slow lane. */
const STALE_AFTER_MS = 2_000;
/** Settling waits for company this long, or until so many have come, unless nothing else is going on. */
const SETTLE_AFTER_MS = 100;
const SETTLE_BATCH = 200;
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
  readonly #queue = new ResourceQueue<SendableDelivery>();
  readonly #batchSize = new BatchSize();
  /** Deliveries in hand: waiting, under way or not settled yet. Readings leave them out. */
  readonly #held = new Set<string>();
  readonly #running = new Map<string, RunningAttempt>();
  #results: SettledDelivery[] = [];
  #pausedUntilUs: Micros | null = null;
  #goneUrl: string | null = null;
  #target: Target | null = null;
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
  #settleTimer: NodeJS.Timeout | null = null;
  #isSettleDue = false;
  #isStopping = false;
  #isOver = false;
  #isBackingOff = false;
  #failuresInRow = 0;
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(context: LaneContext, lease: Lease) {
    this.#context = context;
    this.lease = lease;
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
    for (const attempt of this.#running.values()) attempt.abort();
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
      this.#startAttempts();
      if (this.#wantsReading()) this.#work('reading', this.#read());
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
        this.#failuresInRow = 0;
        this.#pump();
      },
      (error: unknown) => {
        if (this.#isOver) return;
        const waitMs = Math.min(BACKOFF_MS_MIN * 2 ** this.#failuresInRow, BACKOFF_MS_MAX);
        this.#failuresInRow += 1;
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
    this.#context.budget.forget(this.#pump);
    this.#context.observer.laneChanged(how);
    this.#context.onEnd(this);
  }

  // Sending

  #startAttempts(): void {
    while (
      this.#queue.hasNext &&
      this.#running.size < this.#context.inFlightPerEndpointMax &&
      this.#context.budget.tryTake(this.#pump)
    ) {
      this.#startAttempt(this.#queue.next()!, this.#target!);
    }
  }

  #startAttempt(delivery: SendableDelivery, target: Target): void {
    try {
      const attempt = startAttempt(this.#context, target, delivery);
      this.#running.set(delivery.id, attempt);
      this.#finishAttempt(delivery, attempt, target).catch(this.#crash);
    } catch (error) {
      this.#context.budget.give();
      throw error;
    }
  }

  async #finishAttempt(delivery: SendableDelivery, attempt: RunningAttempt, target: Target): Promise<void> {
    const report = await attempt.report;
    this.#running.delete(delivery.id);
    this.#context.budget.give();
    if (this.#isOver) return;
    this.#queue.finish(delivery);
    if (report === null) {
      this.#held.delete(delivery.id);
      this.#mayHaveMore = true;
    } else {
      const { schedule, clock, random } = this.#context;
      this.#note(outcomeOf(delivery, report, { schedule, nowUs: clock(), random: random() }), target);
    }
    this.#pump();
  }

  #note(outcome: Outcome, target: Target): void {
    this.#addResult(outcome.settled);
    if (outcome.isGone) this.#goneUrl = target.urlText;
    if (outcome.pausedUntilUs !== null) {
      this.#pausedUntilUs = Math.max(this.#pausedUntilUs ?? 0, outcome.pausedUntilUs);
    }
    if (!outcome.isGone && outcome.pausedUntilUs === null) return;
    this.#isHalted = true;
    this.#halts += 1;
    this.#isSettleDue = true;
    this.#dropQueue();
  }

  // Reading

  #wantsReading(): boolean {
    const mustSettleFirst = this.#isHalted && (this.#results.length > 0 || this.#isSettling);
    return (
      this.#mayHaveMore &&
      !this.#isReading &&
      !this.#isStopping &&
      !mustSettleFirst &&
      this.#queue.size < READ_AHEAD
    );
  }

  async #read(): Promise<void> {
    const { database, databaseTurns, clock, monotonicMs, secrets } = this.#context;
    const pokes = this.#pokes;
    const halts = this.#halts;
    const limit = this.#batchSize.rows;
    const nowUs = clock();
    const query = { nowUs, limit, except: [...this.#held] };
    this.#isReading = true;
    try {
      const { state, deliveries } = await databaseTurns.run(async () => {
        // Before the deliveries: what is added between the two readings raises the generation past this one.
        const state = await findLaneState(database, this.lease);
        const isPaused = state === null || state.paused_until_us > nowUs;
        return { state, deliveries: isPaused ? [] : await listDueDeliveries(database, this.lease, query) };
      });
      if (this.#isOver) return;
      if (state === null) return this.abandon();
      this.#pokesSeen = pokes;
      if (this.#isStopping || this.#halts !== halts) return;
      this.#isHalted = false;
      this.#mayHaveMore = deliveries.length === limit || this.#pokes !== pokes;
      this.#generation = state.generation;
      this.#lastReadMs = monotonicMs();
      this.#target = targetOf(state, this.lease, secrets);
      this.#batchSize.adapt(deliveries);
      for (const delivery of deliveries) this.#admit(delivery, state, nowUs);
    } finally {
      this.#isReading = false;
    }
  }

  #admit(delivery: DueDelivery, state: LaneState, nowUs: Micros): void {
    const { body } = delivery;
    this.#held.add(delivery.id);
    const refusal = findSendRefusal(state, delivery);
    if (refusal !== null) this.#addResult(cancelledAs(refusal, delivery));
    else if (body === null || nowUs > delivery.expires_us) this.#addResult(expired(delivery));
    else this.#queue.add({ ...delivery, body });
  }

  #dropStaleQueue(): void {
    if (this.#queue.size === 0 || this.#context.monotonicMs() - this.#lastReadMs < STALE_AFTER_MS) return;
    this.#batchSize.shrink();
    this.#dropQueue();
  }

  #dropQueue(): void {
    for (const delivery of this.#queue.clear()) this.#held.delete(delivery.id);
    this.#mayHaveMore = true;
  }

  // Settling

  #addResult(result: SettledDelivery): void {
    this.#results.push(result);
    this.#settleTimer ??= this.#after(SETTLE_AFTER_MS, () => {
      this.#settleTimer = null;
      this.#isSettleDue = true;
      this.#pump();
    });
  }

  #wantsSettlement(): boolean {
    if (this.#results.length === 0 || this.#isSettling) return false;
    const isQuiet = this.#running.size === 0 && !this.#queue.hasNext;
    return this.#isSettleDue || isQuiet || this.#results.length >= SETTLE_BATCH;
  }

  async #settle(): Promise<void> {
    const { database, databaseTurns, clock, observer } = this.#context;
    const batch = this.#results;
    const settlement = {
      nowUs: clock(),
      deliveries: batch,
      health: healthAfter(batch, this.#pausedUntilUs),
      goneUrl: this.#goneUrl,
    };
    this.#results = [];
    this.#isSettleDue = false;
    this.#isSettling = true;
    if (this.#settleTimer !== null) clearTimeout(this.#settleTimer);
    this.#settleTimer = null;
    try {
      const isSettled = await databaseTurns.run(
        async () => await settleDeliveries(database, this.lease, settlement),
      );
      if (!isSettled) return this.abandon();
      observer.settled(batch);
    } catch (error) {
      this.#results = [...batch, ...this.#results];
      this.#isSettleDue = true;
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
    const isBusy = this.#isReading || this.#isSettling || this.#running.size > 0;
    const hasWork = this.#queue.size > 0 || this.#results.length > 0;
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
