import type { Micros } from '../domain/time.ts';
import type { Lease } from '../storage/lanes.ts';
import type { SettledDelivery } from '../storage/settle-deliveries.ts';
import { type RunningAttempt, type SendableDelivery, startAttempt } from './attempt.ts';
import type { LaneContext } from './lane.ts';
import { heldUntil, type Outcome, outcomeOf } from './outcome.ts';
import { type Held, ResourceQueue } from './resource-queue.ts';
import { SendPace } from './send-pace.ts';
import type { Target } from './target.ts';

/** What becomes of deliveries; each is told of once. */
export interface SendingEvents {
  /** Something can be started or has ended. */
  readonly onChange: () => void;
  readonly onOutcome: (outcome: Outcome, target: Target) => void;
  /** To be written down without an attempt. */
  readonly onPostponed: (result: SettledDelivery) => void;
  /** Nothing is known of its attempt: it goes back to where it was read. */
  readonly onAborted: (id: string) => void;
  readonly onCrash: (error: unknown) => void;
}

/** The sending half of a lane: in the order of each resource, at the endpoint's rate, within the process's budget. */
export class LaneSending {
  readonly #context: LaneContext;
  readonly #lease: Lease;
  readonly #events: SendingEvents;
  readonly #queue = new ResourceQueue<SendableDelivery>();
  readonly #running = new Map<string, RunningAttempt>();
  readonly #pace = new SendPace();
  #target: Target | null = null;
  #paceTimer: NodeJS.Timeout | null = null;
  #promoteTimer: NodeJS.Timeout | null = null;
  #promoteUs: Micros = Number.POSITIVE_INFINITY;
  #isOver = false;

  constructor(context: LaneContext, lease: Lease, events: SendingEvents) {
    this.#context = context;
    this.#lease = lease;
    this.#events = events;
  }

  /** Waiting deliveries, not those under way. */
  get waiting(): number {
    return this.#queue.size;
  }

  get underWay(): number {
    return this.#running.size;
  }

  /** Nothing is under way, and nothing that waits may be started now. */
  get isQuiet(): boolean {
    return this.#running.size === 0 && !this.#queue.hasNext;
  }

  /** See SendPace. */
  get pacedUntilUs(): Micros {
    return this.#pace.nextUs;
  }

  /** Before the first delivery, and whenever the endpoint has been read anew. */
  aim(target: Target, ratePerSecond: number, pacedUntilUs: Micros): void {
    this.#target = target;
    this.#pace.setRate(ratePerSecond);
    this.#pace.resume(pacedUntilUs);
  }

  add(delivery: SendableDelivery, nowUs: Micros): void {
    const untilUs = this.#queue.heldUntil(delivery, nowUs);
    if (untilUs !== null) return void this.#events.onPostponed(heldUntil(untilUs, delivery));
    this.#queue.add(delivery, nowUs);
    this.#promoteAt(this.#queue.passesUs(delivery));
  }

  /** Starts what may be started. @param inFlightMax requests under way to this endpoint */
  start(inFlightMax: number): void {
    const { budget, slowEndpoints, clock } = this.#context;
    while (this.#queue.hasNext && this.#running.size < inFlightMax && this.#keepsPace()) {
      const isSlow = slowEndpoints.has(this.#lease.endpointId);
      if (!budget.tryTake(this.#events.onChange, isSlow)) return;
      this.#pace.take(clock());
      const next = this.#queue.next()!;
      this.#promoteAt(this.#queue.passesUs(next));
      this.#send(next, this.#target!, isSlow);
    }
  }

  /** Forgets what waits and returns it. */
  clear(): SendableDelivery[] {
    return this.#queue.clear();
  }

  abort(): void {
    for (const attempt of this.#running.values()) attempt.abort();
  }

  /** Tells of nothing any more. */
  end(): void {
    this.#isOver = true;
    clearTimeout(this.#paceTimer ?? undefined);
    clearTimeout(this.#promoteTimer ?? undefined);
    this.#context.budget.forget(this.#events.onChange);
  }

  /** Whether the endpoint's rate allows another request now; if not, the lane goes on when it does. */
  #keepsPace(): boolean {
    const waitUs = this.#pace.waitUs(this.#context.clock());
    if (waitUs > 0) {
      this.#paceTimer ??= setTimeout(
        () => {
          this.#paceTimer = null;
          this.#events.onChange();
        },
        Math.ceil(waitUs / 1000),
      );
    }
    return waitUs === 0;
  }

  #send(delivery: SendableDelivery, target: Target, isSlow: boolean): void {
    try {
      const attempt = startAttempt(this.#context, target, delivery);
      this.#running.set(delivery.id, attempt);
      this.#finish(delivery, attempt, { target, isSlow }).catch(this.#events.onCrash);
    } catch (error) {
      this.#context.budget.give(isSlow);
      throw error;
    }
  }

  async #finish(
    delivery: SendableDelivery,
    attempt: RunningAttempt,
    { target, isSlow }: { readonly target: Target; readonly isSlow: boolean },
  ): Promise<void> {
    const { schedule, clock, random, slowEndpoints, budget } = this.#context;
    const report = await attempt.report;
    this.#running.delete(delivery.id);
    budget.give(isSlow);
    if (this.#isOver) return;
    if (report === null) {
      this.#queue.finish(delivery, clock());
      this.#events.onAborted(delivery.id);
    } else {
      slowEndpoints.note(this.#lease.endpointId, report.durationMs);
      const outcome = outcomeOf(delivery, report, { schedule, nowUs: clock(), random: random() });
      this.#letNextGoOn(delivery, outcome.settled.nextAttemptUs);
      this.#events.onOutcome(outcome, target);
    }
    this.#events.onChange();
  }

  /** Those of its resource that waited behind it: now, or when it has been tried again. */
  #letNextGoOn(delivery: SendableDelivery, nextAttemptUs: Micros | null): void {
    const nowUs = this.#context.clock();
    if (nextAttemptUs === null) this.#queue.finish(delivery, nowUs);
    else this.#holdBack(this.#queue.fail(delivery, nextAttemptUs, nowUs));
    this.#promoteAt(this.#queue.passesUs(delivery));
  }

  #holdBack(deliveries: readonly Held<SendableDelivery>[]): void {
    for (const held of deliveries) {
      this.#events.onPostponed(heldUntil(held.untilUs, held.delivery));
    }
  }

  /** A retry that is under way holds back those behind it only for so long. */
  #promoteAt(timeUs: Micros | null): void {
    if (timeUs === null || timeUs >= this.#promoteUs) return;
    const { clock } = this.#context;
    clearTimeout(this.#promoteTimer ?? undefined);
    this.#promoteUs = timeUs;
    this.#promoteTimer = setTimeout(
      () => {
        this.#promoteUs = Number.POSITIVE_INFINITY;
        this.#promoteAt(this.#queue.promote(clock()));
        this.#events.onChange();
      },
      Math.max(0, Math.ceil((timeUs - clock()) / 1000)),
    );
  }
}
