import { Turns } from './turns.ts';

/**
 * Bounds how many connections one dealer's writes hold in this process. The dealer's clock lets only one
 * of them proceed anyway; without the bound, a burst of one dealer would fill the pool with waiters and starve
 * every other dealer's reads and orders.
 */
export class WriterSlots {
  readonly #slotsPerDealer: number;
  readonly #dealers = new Map<string, Turns>();

  constructor(slotsPerDealer = 2) {
    this.#slotsPerDealer = slotsPerDealer;
  }

  /** Runs `work` when one of the dealer's slots is free, in the order of the calls. */
  async run<T>(dealerId: string, work: () => Promise<T>): Promise<T> {
    const turns = this.#dealers.get(dealerId) ?? new Turns(this.#slotsPerDealer);
    this.#dealers.set(dealerId, turns);
    try {
      return await turns.run(work);
    } finally {
      if (turns.isIdle) this.#dealers.delete(dealerId);
    }
  }
}
