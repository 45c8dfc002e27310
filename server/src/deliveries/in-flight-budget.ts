/**
 * Bounds the requests under way in this process. Slow endpoints share half of it among themselves, so that they
 * never keep the others waiting. Lanes that find it used up take turns.
 */
export class InFlightBudget {
  readonly max: number;
  readonly #slowMax: number;
  #used = 0;
  #usedBySlow = 0;
  /** In the order in which they asked; true = slow. */
  readonly #waiting = new Map<() => void, boolean>();

  constructor(max: number) {
    this.max = max;
    this.#slowMax = Math.ceil(max / 2);
  }

  get used(): number {
    return this.#used;
  }

  /** False when it is used up: then `onFree` is called, once, when it is this caller's turn. */
  tryTake(onFree: () => void, isSlow: boolean): boolean {
    if (!this.#hasRoom(isSlow)) {
      this.#waiting.set(onFree, isSlow);
      return false;
    }
    this.#used += 1;
    if (isSlow) this.#usedBySlow += 1;
    return true;
  }

  /** @param isSlow as it was taken */
  give(isSlow: boolean): void {
    this.#used -= 1;
    if (isSlow) this.#usedBySlow -= 1;
    // Somebody who was called may not want it any more: then the next one may.
    for (const [onFree, waitsAsSlow] of this.#waiting) {
      if (this.#used >= this.max) return;
      if (!this.#hasRoom(waitsAsSlow)) continue;
      this.#waiting.delete(onFree);
      onFree();
    }
  }

  forget(onFree: () => void): void {
    this.#waiting.delete(onFree);
  }

  #hasRoom(isSlow: boolean): boolean {
    return this.#used < this.max && !(isSlow && this.#usedBySlow >= this.#slowMax);
  }
}
