/** What a receiver has got since it was last emptied. */
export class Arrivals {
  readonly #indexes = new Map<string, number>();
  readonly #firstMs: number[] = [];
  readonly #counts: number[] = [];

  add(deliveryId: string, nowMs: number): void {
    const index = this.#indexes.get(deliveryId);
    if (index !== undefined) {
      this.#counts[index]! += 1;
      return;
    }
    this.#indexes.set(deliveryId, this.#firstMs.length);
    this.#firstMs.push(nowMs);
    this.#counts.push(1);
  }

  clear(): void {
    this.#indexes.clear();
    this.#firstMs.length = 0;
    this.#counts.length = 0;
  }

  has(deliveryId: string): boolean {
    return this.#indexes.has(deliveryId);
  }

  /** Columns, one entry for each delivery in the order of arrival. */
  columns(): ArrivalColumns {
    return {
      deliveryIds: [...this.#indexes.keys()],
      firstMs: Float64Array.from(this.#firstMs),
      counts: Uint32Array.from(this.#counts),
    };
  }
}

export interface ArrivalColumns {
  readonly deliveryIds: readonly string[];
  /** Milliseconds since 1970. */
  readonly firstMs: Float64Array;
  readonly counts: Uint32Array;
}
