import type { DueDelivery } from '../storage/due-deliveries.ts';

type Queued = Pick<DueDelivery, 'id' | 'livemode' | 'resource_id' | 'event_sequence'>;

interface Chain<T> {
  readonly waiting: T[];
  isBusy: boolean;
}

/**
 * The deliveries of one lane that wait to be sent, in chains of one resource each: the next of a chain is handed
 * out when the attempt of the one before has ended. Chains take turns, in the order in which they became ready.
 */
export class ResourceQueue<T extends Queued> {
  readonly #chains = new Map<string, Chain<T>>();
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

  add(delivery: T): void {
    const key = keyOf(delivery);
    const chain = this.#chains.get(key) ?? { waiting: [], isBusy: false };
    this.#chains.set(key, chain);
    insertBySequence(chain.waiting, delivery);
    this.#size += 1;
    if (!chain.isBusy) this.#ready.add(key);
  }

  /** Null when nothing waits or all that waits stands behind an attempt under way. */
  next(): T | null {
    for (const key of this.#ready) {
      this.#ready.delete(key);
      const chain = this.#chains.get(key)!;
      chain.isBusy = true;
      this.#size -= 1;
      return chain.waiting.shift()!;
    }
    return null;
  }

  /** The attempt of a delivery that was handed out has ended. */
  finish(delivery: T): void {
    const key = keyOf(delivery);
    const chain = this.#chains.get(key);
    if (chain === undefined) return;
    chain.isBusy = false;
    if (chain.waiting.length > 0) this.#ready.add(key);
    else this.#chains.delete(key);
  }

  /** Forgets what waits and returns it; what was handed out still holds its chain. */
  clear(): T[] {
    const dropped: T[] = [];
    for (const [key, chain] of this.#chains) {
      dropped.push(...chain.waiting.splice(0));
      if (!chain.isBusy) this.#chains.delete(key);
    }
    this.#ready.clear();
    this.#size = 0;
    return dropped;
  }
}

const keyOf = (delivery: Queued): string => `${delivery.livemode}/${delivery.resource_id}`;

/** Nearly always at the end: only a retry comes behind a later event. */
function insertBySequence<T extends Queued>(waiting: T[], delivery: T): void {
  let index = waiting.length;
  while (index > 0 && waiting[index - 1]!.event_sequence > delivery.event_sequence) index -= 1;
  waiting.splice(index, 0, delivery);
}
