const SLOW_MS = 1_000;

/** Endpoints whose last attempt took long, remembered by the process beyond the life of their lanes. */
export class SlowEndpoints {
  readonly #ids = new Set<string>();

  note(endpointId: string, durationMs: number): void {
    if (durationMs >= SLOW_MS) this.#ids.add(endpointId);
    else this.#ids.delete(endpointId);
  }

  has(endpointId: string): boolean {
    return this.#ids.has(endpointId);
  }
}
