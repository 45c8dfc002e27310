import { setTimeout as delay } from 'node:timers/promises';
import type { FeedRow } from '../storage/events.ts';

export interface FeedBatch {
  /** Ascending; without those that a filter left out. */
  readonly rows: readonly FeedRow[];
  /** All events up to here are in `rows` or were left out. */
  readonly upTo: number;
}

export interface FeedPage extends FeedBatch {
  /** Of the whole feed. */
  readonly newest: number;
}

/** @throws ApiError when the feed can't be read on from there; a passing failure makes it wait */
type ReadPage = (afterSequence: number, types: readonly string[] | undefined) => Promise<FeedPage>;

/** Between two shared reads, so that a hundred commits a second don't cost a hundred reads. */
const READ_INTERVAL_MS = 10;

/**
 * One world's feed for all its streams in this process. Those that have read everything wait together: what comes
 * next is read once for all of them. One that is behind reads pages of its own until it is there. Nothing is kept
 * between reads, so an event whose personal data is blanked meanwhile never leaves as it was.
 */
export class WorldFeed {
  readonly #read: ReadPage;
  /** Where the last shared read ended; whoever is there or beyond waits for the next. */
  #head = 0;
  /** Newest sequence known of. */
  #newest = 0;
  #waiting: PromiseWithResolvers<FeedPage> | null = null;
  #isReading = false;
  #nextReadMs = 0;

  constructor(read: ReadPage) {
    this.#read = read;
  }

  /** There are events up to this one. */
  wake(newest: number): void {
    this.#newest = Math.max(this.#newest, newest);
    if (this.#waiting === null) this.#head = this.#newest;
    else this.#readOn();
  }

  /** What follows `position`; waits when that is nothing yet. May be empty when all was left out. */
  async after(position: number, types: readonly string[] | undefined): Promise<FeedBatch> {
    while (position >= this.#head) {
      const { rows, upTo } = await this.#next();
      if (upTo <= position) continue;
      const isWanted = (row: FeedRow) =>
        row.sequence > position && (types === undefined || types.includes(row.type));
      return { rows: rows.filter(isWanted), upTo };
    }
    const page = await this.#read(position, types);
    this.wake(page.newest);
    return page;
  }

  #next(): Promise<FeedPage> {
    this.#waiting ??= Promise.withResolvers();
    this.#readOn();
    return this.#waiting.promise;
  }

  #readOn(): void {
    if (this.#waiting === null || this.#isReading || this.#newest <= this.#head) return;
    this.#isReading = true;
    void this.#readShared(this.#waiting);
  }

  async #readShared(waiting: PromiseWithResolvers<FeedPage>): Promise<void> {
    try {
      const waitMs = this.#nextReadMs - performance.now();
      if (waitMs > 0) await delay(waitMs);
      const page = await this.#read(this.#head, undefined);
      this.#nextReadMs = page.upTo < page.newest ? 0 : performance.now() + READ_INTERVAL_MS;
      this.#head = page.upTo;
      this.#newest = Math.max(this.#newest, page.newest);
      waiting.resolve(page);
    } catch (error) {
      waiting.reject(error);
    }
    this.#waiting = null;
    this.#isReading = false;
  }
}
