/** Lets a few pieces of work run at a time, the others in the order of their calls. */
export class Turns {
  readonly #places: number;
  readonly #waiting: (() => void)[] = [];
  #held = 0;

  constructor(places: number) {
    this.#places = places;
  }

  get isIdle(): boolean {
    return this.#held === 0;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#held < this.#places) this.#held += 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#held -= 1;
      else next();
    }
  }
}
