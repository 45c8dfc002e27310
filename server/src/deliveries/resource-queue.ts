import { HOLD_US } from '../domain/endpoint-health.ts';
import type { Micros } from '../domain/time.ts';
import type { DueDelivery } from '../storage/due-deliveries.ts';

type Queued = Pick<
  DueDelivery,
  | 'id'
  | 'livemode'
  | 'resource_id'
  | 'event_sequence'
  | 'created_us'
  | 'schedule_step'
  | 'is_unordered'
  | 'behind_until_us'
>;

interface Chain<T> {
  readonly waiting: T[];
  /** Handed out, and not ended yet: one, or retries and what need not wait for them any longer. */
  readonly underWay: T[];
}

/** A failed delivery that will be tried again. */
interface Block {
  readonly sequence: number;
  readonly untilUs: Micros;
}

/** A delivery that stands behind a failing one of its resource, and when to look at it again. */
export interface Held<T> {
  readonly delivery: T;
  readonly untilUs: Micros;
}

/**
 * The deliveries of one lane that wait to be sent, in chains of one resource each: the next of a chain is handed
 * out when the attempt of the one before has ended, and when that failed, after its retry; but never later than
 * 30 s after its own commit because of a failing one. Chains take turns, in the order in which they became ready.
 * What was retried by hand or replayed is a chain of its own.
 */
export class ResourceQueue<T extends Queued> {
  readonly #chains = new Map<string, Chain<T>>();
  /** Failed ones of this lane's time; the database shows them only once they are settled. */
  readonly #blocks = new Map<string, Block>();
  /** Keys of chains that may go on; a Set keeps the order, and its first is removed cheaply. */
  readonly #ready = new Set<string>();
  #size = 0;

  /** Waiting ones, not those handed out. */
  get size(): number {
    return this.#size;
  }

  get hasNext(): boolean {
    return this.#ready.size > 0;
  }

  /** Until when a failing delivery of its resource holds this one back; null when none does. */
  heldUntil(delivery: T, nowUs: Micros): Micros | null {
    if (delivery.is_unordered || isOverdue(delivery, nowUs)) return null;
    const block = this.#blocks.get(keyOf(delivery));
    const times = [delivery.behind_until_us];
    if (block !== undefined && block.sequence < delivery.event_sequence) times.push(block.untilUs);
    const waits = times.filter((timeUs) => timeUs !== null && timeUs > nowUs) as Micros[];
    return waits.length === 0 ? null : Math.min(...waits, overdueUs(delivery));
  }

  add(delivery: T, nowUs: Micros): void {
    const key = keyOf(delivery);
    const chain = this.#chains.get(key) ?? { waiting: [], underWay: [] };
    if (this.#blocks.get(key)?.sequence === delivery.event_sequence) this.#blocks.delete(key);
    this.#chains.set(key, chain);
    insertBySequence(chain.waiting, delivery);
    this.#size += 1;
    if (mayGoOn(chain, nowUs)) this.#ready.add(key);
  }

  /** Null when nothing waits or all that waits stands behind an attempt under way. */
  next(): T | null {
    for (const key of this.#ready) {
      this.#ready.delete(key);
      const chain = this.#chains.get(key)!;
      const next = chain.waiting.shift()!;
      chain.underWay.push(next);
      this.#size -= 1;
      return next;
    }
    return null;
  }

  /** The attempt of a delivery that was handed out has ended, and there will be no other soon. */
  finish(delivery: T, nowUs: Micros): void {
    const key = keyOf(delivery);
    const chain = this.#chains.get(key);
    const index = chain?.underWay.findIndex((it) => it.id === delivery.id) ?? -1;
    if (chain === undefined || index < 0) return;
    chain.underWay.splice(index, 1);
    if (chain.waiting.length === 0) {
      if (chain.underWay.length === 0) this.#chains.delete(key);
    } else if (mayGoOn(chain, nowUs)) this.#ready.add(key);
  }

  /**
   * Its attempt has failed, and it will be tried again.
   * @returns what waited behind it and has to wait for that; no longer in the queue
   */
  fail(delivery: T, nextAttemptUs: Micros, nowUs: Micros): Held<T>[] {
    const key = keyOf(delivery);
    this.#blocks.set(key, { sequence: delivery.event_sequence, untilUs: nextAttemptUs });
    const waiting = this.#chains.get(key)?.waiting ?? [];
    const held: Held<T>[] = [];
    for (const each of waiting.splice(0)) {
      const untilUs = this.heldUntil(each, nowUs);
      if (untilUs === null) waiting.push(each);
      else held.push({ delivery: each, untilUs });
    }
    this.#size -= held.length;
    if (waiting.length === 0) this.#ready.delete(key);
    this.finish(delivery, nowUs);
    return held;
  }

  /** When the next of its resource may pass the retries under way; null when none waits behind retries alone. */
  passesUs(delivery: T): Micros | null {
    const chain = this.#chains.get(keyOf(delivery));
    return chain === undefined ? null : passesUs(chain);
  }

  /**
   * Lets those go on that stand behind the retry of a failing one and have waited long enough.
   * @returns when the next of them has; null when none waits so
   */
  promote(nowUs: Micros): Micros | null {
    let nextUs: Micros | null = null;
    for (const [key, chain] of this.#chains) {
      const atUs = passesUs(chain);
      if (atUs === null) continue;
      if (atUs <= nowUs) this.#ready.add(key);
      else nextUs = Math.min(nextUs ?? atUs, atUs);
    }
    return nextUs;
  }

  /** Forgets what waits and returns it; what was handed out still holds its chain. */
  clear(): T[] {
    const dropped: T[] = [];
    for (const [key, chain] of this.#chains) {
      dropped.push(...chain.waiting.splice(0));
      if (chain.underWay.length === 0) this.#chains.delete(key);
    }
    this.#ready.clear();
    this.#size = 0;
    return dropped;
  }
}

const keyOf = (delivery: Queued): string =>
  delivery.is_unordered ? delivery.id : `${delivery.livemode}/${delivery.resource_id}`;

const overdueUs = (delivery: Queued): Micros => delivery.created_us + HOLD_US;

const isOverdue = (delivery: Queued, nowUs: Micros): boolean => nowUs >= overdueUs(delivery);

const isRetry = (delivery: Queued): boolean => delivery.schedule_step > 0;

function passesUs({ underWay, waiting }: Chain<Queued>): Micros | null {
  const [head] = waiting;
  return head !== undefined && underWay.length > 0 && underWay.every(isRetry) ? overdueUs(head) : null;
}

function mayGoOn(chain: Chain<Queued>, nowUs: Micros): boolean {
  return chain.underWay.length === 0 || (passesUs(chain) ?? Number.POSITIVE_INFINITY) <= nowUs;
}

/** Nearly always at the end: only a retry comes behind a later event. */
function insertBySequence<T extends Queued>(waiting: T[], delivery: T): void {
  let index = waiting.length;
  while (index > 0 && waiting[index - 1]!.event_sequence > delivery.event_sequence) index -= 1;
  waiting.splice(index, 0, delivery);
}
