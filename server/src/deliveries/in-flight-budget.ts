/** Bounds the requests under way in this process. Lanes that find it used up take turns. */
export class InFlightBudget {
  readonly max: number;
  #used = 0;
  readonly #waiting = new Set<() => void>();

  constructor(max: number) {
    this.max = max;
  }

  get used(): number {
    return this.#used;
  }

  /** False when it is used up: then `onFree` is called, once, when it is this caller's turn. */
  tryTake(onFree: () => void): boolean {
    if (this.#used < this.max) {
      this.#used += 1;
      return true;
    }
    this.#waiting.add(onFree);
    return false;
  }

  give(): void {
    this.#used -= 1;
    // Somebody who was called may not want it any more: then the next one may.
    while (this.#used < this.max) {
      const [next] = this.#waiting;
      if (next === undefined) return;
      this.#waiting.delete(next);
      next();
    }
  }

  forget(onFree: () => void): void {
    this.#waiting.delete(onFree);
  }
}
