/**
 * Bounds how many connections one dealer's writes hold in this process. The dealer's clock lets only one
 * of them proceed anyway; without the bound, a burst of one dealer would fill the pool with waiters and starve
 * every other dealer's reads and orders.
 */
export class WriterSlots {
  readonly #slotsPerDealer: number;
  readonly #dealers = new Map<string, { held: number; waiting: (() => void)[] }>();

  constructor(slotsPerDealer = 2) {
    this.#slotsPerDealer = slotsPerDealer;
  }

  /** Runs `work` when one of the dealer's slots is free, in the order of the calls. */
  async run<T>(dealerId: string, work: () => Promise<T>): Promise<T> {
    await this.#acquire(dealerId);
    try {
      return await work();
    } finally {
      this.#release(dealerId);
    }
  }

  #acquire(dealerId: string): Promise<void> {
    let dealer = this.#dealers.get(dealerId);
    if (dealer === undefined) {
      dealer = { held: 0, waiting: [] };
      this.#dealers.set(dealerId, dealer);
    }
    if (dealer.held < this.#slotsPerDealer) {
      dealer.held += 1;
      return Promise.resolve();
    }
    const { waiting } = dealer;
    return new Promise((resolve) => waiting.push(resolve));
  }

  #release(dealerId: string): void {
    const dealer = this.#dealers.get(dealerId)!;
    const next = dealer.waiting.shift();
    if (next !== undefined) {
      next();
      return;
    }
    dealer.held -= 1;
    if (dealer.held === 0) this.#dealers.delete(dealerId);
  }
}
