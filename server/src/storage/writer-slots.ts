import { Turns } from './turns.ts';

interface WriterSlotsOptions {
  /** Default 2. */
  readonly slotsPerDealer?: number;
  /** Called with each write's time in the queue, as it leaves it. */
  readonly onTurn?: (waitedMs: number) => void;
}

/**
 * Bounds how many connections one dealer's writes hold in this process. The dealer's clock lets only one
 * of them proceed anyway; without the bound, a burst of one dealer would fill the pool with waiters and starve
 * every other dealer's reads and orders.
 */
export class WriterSlots {
  readonly #slotsPerDealer: number;
  readonly #onTurn: (waitedMs: number) => void;
  readonly #dealers = new Map<string, Turns>();
  #waiting = 0;

  constructor({ slotsPerDealer = 2, onTurn = () => {} }: WriterSlotsOptions = {}) {
    this.#slotsPerDealer = slotsPerDealer;
    this.#onTurn = onTurn;
  }

  /** Writes of all dealers that wait for a slot. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Runs `work` when one of the dealer's slots is free, in the order of the calls. */
  async run<T>(dealerId: string, work: () => Promise<T>): Promise<T> {
    const turns = this.#dealers.get(dealerId) ?? new Turns(this.#slotsPerDealer);
    this.#dealers.set(dealerId, turns);
    const sinceMs = performance.now();
    this.#waiting += 1;
    try {
      return await turns.run(() => {
        this.#waiting -= 1;
        this.#onTurn(performance.now() - sinceMs);
        return work();
      });
    } finally {
      if (turns.isIdle) this.#dealers.delete(dealerId);
    }
  }
}
