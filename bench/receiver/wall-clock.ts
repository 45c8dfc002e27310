/**
 * Milliseconds since 1970 with a finer grain than `Date.now()`, which rounds down to whole ones, and comparable with
 * PostgreSQL's clock on the same machine: set anew before each measurement, since the monotonic clock drifts from it.
 */
export class WallClock {
  #offsetMs = 0;

  constructor() {
    this.set();
  }

  /** Waits for the next tick of `Date.now()`: up to 1 ms. */
  set(): void {
    const before = Date.now();
    let now = before;
    while (now === before) now = Date.now();
    this.#offsetMs = now - performance.now();
  }

  nowMs(): number {
    return this.#offsetMs + performance.now();
  }
}
