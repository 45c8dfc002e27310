interface Waiting {
  readonly sinceMs: number;
  readonly begin: () => void;
}

/** Lets a few pieces of work run at a time, the others in the order of their calls. */
export class Turns {
  readonly #places: number;
  readonly #monotonicMs: () => number;
  readonly #waiting: Waiting[] = [];
  #held = 0;

  constructor(places: number, monotonicMs: () => number = () => performance.now()) {
    this.#places = places;
    this.#monotonicMs = monotonicMs;
  }

  get isIdle(): boolean {
    return this.#held === 0;
  }

  /** How long the next one in the queue has waited: what a newcomer must expect at least, if nothing changes. */
  get delayMs(): number {
    const [first] = this.#waiting;
    return first === undefined ? 0 : this.#monotonicMs() - first.sinceMs;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#held < this.#places) this.#held += 1;
    else {
      const sinceMs = this.#monotonicMs();
      await new Promise<void>((begin) => this.#waiting.push({ sinceMs, begin }));
    }
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#held -= 1;
      else next.begin();
    }
  }
}
