import { Turns } from './turns.ts';

interface WriterSlotsOptions {
  /** Default 2. */
  readonly slotsPerDealer?: number;
  /** Connections that the writes of all dealers may hold together; default 4. */
  readonly places?: number;
  /** Called with each write's time in the queues, as it leaves them. */
  readonly onTurn?: (waitedMs: number) => void;
  /** Default: `performance.now`. */
  readonly monotonicMs?: () => number;
}

/**
 * Bounds how many connections writes hold in this process: those of one dealer, since the dealer's clock lets only one
 * of them proceed anyway, and a burst of one dealer would fill the pool with waiters; and those of all dealers, so that
 * reads find a connection however many write. A dealer stands in the common queue with as many writes as it has slots.
 */
export class WriterSlots {
  readonly #slotsPerDealer: number;
  readonly #places: Turns;
  readonly #onTurn: (waitedMs: number) => void;
  readonly #monotonicMs: () => number;
  readonly #dealers = new Map<string, Turns>();
  #waiting = 0;

  constructor(options: WriterSlotsOptions = {}) {
    this.#monotonicMs = options.monotonicMs ?? (() => performance.now());
    this.#slotsPerDealer = options.slotsPerDealer ?? 2;
    this.#places = new Turns(options.places ?? 4, this.#monotonicMs);
    this.#onTurn = options.onTurn ?? (() => {});
  }

  /** Writes of all dealers that wait for their turn. */
  get waiting(): number {
    return this.#waiting;
  }

  /** What a write of this dealer must expect to wait, at least. */
  delayMs(dealerId: string): number {
    return Math.max(this.#places.delayMs, this.#dealers.get(dealerId)?.delayMs ?? 0);
  }

  /** Runs `work` when it is its turn: in the order of the calls for each dealer. */
  async run<T>(dealerId: string, work: () => Promise<T>): Promise<T> {
    const turns = this.#dealers.get(dealerId) ?? new Turns(this.#slotsPerDealer, this.#monotonicMs);
    this.#dealers.set(dealerId, turns);
    const sinceMs = this.#monotonicMs();
    this.#waiting += 1;
    const begin = () => {
      this.#waiting -= 1;
      this.#onTurn(this.#monotonicMs() - sinceMs);
      return work();
    };
    try {
      return await turns.run(() => this.#places.run(begin));
    } finally {
      if (turns.isIdle) this.#dealers.delete(dealerId);
    }
  }
}
