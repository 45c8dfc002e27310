export interface Hole {
  /** The last sequence before the hole. */
  readonly afterSequence: number;
  /** The first one behind it that has come. */
  readonly beforeSequence: number;
  /** When something behind it came first; milliseconds since 1970. */
  readonly sinceMs: number;
}

/** Which sequences of a world have come, and where one is missing. */
export class SequenceWatch {
  #last: number;
  readonly #aheadMs = new Map<number, number>();

  /** @param last nothing up to it is missing */
  constructor(last: number) {
    this.#last = last;
  }

  /** The sequence up to which nothing is missing. */
  get last(): number {
    return this.#last;
  }

  see(sequence: number, nowMs: number): void {
    if (sequence > this.#last) this.#aheadMs.set(sequence, nowMs);
    this.#closeUp();
  }

  /** Nothing up to this sequence is missing, whatever has come. */
  raise(sequence: number): void {
    if (sequence <= this.#last) return;
    this.#last = sequence;
    for (const ahead of this.#aheadMs.keys()) if (ahead <= sequence) this.#aheadMs.delete(ahead);
    this.#closeUp();
  }

  hole(): Hole | null {
    if (this.#aheadMs.size === 0) return null;
    let beforeSequence = Number.POSITIVE_INFINITY;
    let sinceMs = Number.POSITIVE_INFINITY;
    for (const [sequence, seenMs] of this.#aheadMs) {
      beforeSequence = Math.min(beforeSequence, sequence);
      sinceMs = Math.min(sinceMs, seenMs);
    }
    return { afterSequence: this.#last, beforeSequence, sinceMs };
  }

  #closeUp(): void {
    while (this.#aheadMs.delete(this.#last + 1)) this.#last += 1;
  }
}
