import type { Micros } from '../domain/time.ts';
import type { SettledDelivery } from '../storage/settle-deliveries.ts';

/** Settling waits for company this long, or until so many have come, unless nothing else is going on. */
const SETTLE_AFTER_MS = 100;
const SETTLE_BATCH = 200;

/** Results of one lane that wait to be written. */
export class ResultBuffer {
  readonly #onDue: () => void;
  #results: SettledDelivery[] = [];
  #timer: NodeJS.Timeout | null = null;
  #isDue = false;
  #retryUs: Micros = Number.POSITIVE_INFINITY;
  /** Of what was taken and isn't written yet. */
  #takenRetryUs: Micros = Number.POSITIVE_INFINITY;

  /** @param onDue the first result has waited long enough */
  constructor(onDue: () => void) {
    this.#onDue = onDue;
  }

  get size(): number {
    return this.#results.length;
  }

  /** The earliest next attempt among all that is not written yet; the database doesn't know of it. */
  get retryUs(): Micros {
    return Math.min(this.#retryUs, this.#takenRetryUs);
  }

  add(result: SettledDelivery): void {
    this.#results.push(result);
    this.#retryUs = Math.min(this.#retryUs, result.nextAttemptUs ?? Number.POSITIVE_INFINITY);
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#isDue = true;
      this.#onDue();
    }, SETTLE_AFTER_MS);
  }

  /** What is here, or comes next, goes without waiting for company. */
  hurry(): void {
    this.#isDue = true;
  }

  /** @param isQuiet no more results are under way */
  isDue(isQuiet: boolean): boolean {
    return this.size > 0 && (this.#isDue || isQuiet || this.size >= SETTLE_BATCH);
  }

  /** To be written: `written` or `putBack` tells how that went. */
  take(): SettledDelivery[] {
    const batch = this.#results;
    this.#results = [];
    this.#takenRetryUs = this.#retryUs;
    this.#retryUs = Number.POSITIVE_INFINITY;
    this.#isDue = false;
    this.#stopTimer();
    return batch;
  }

  written(): void {
    this.#takenRetryUs = Number.POSITIVE_INFINITY;
  }

  /** It could not be written. */
  putBack(batch: readonly SettledDelivery[]): void {
    this.#retryUs = this.retryUs;
    this.written();
    this.#results = [...batch, ...this.#results];
    this.#isDue = true;
  }

  close(): void {
    this.#stopTimer();
  }

  #stopTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
