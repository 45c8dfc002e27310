import { RATE_WINDOW_MS, RateWindow } from '../domain/rate-window.ts';
import {
  pruneRateLimitBuckets,
  type RateLimitBucket,
  reserveFromBucket,
  saveReservations,
} from '../storage/rate-limit-buckets.ts';
import type { Hub } from './hub.ts';

export interface RateLimitOptions {
  /** Tokens of a bucket per rolling minute. */
  readonly limitPerMinute: number;
  /** UUID of this process: its rows in the shared table. */
  readonly node: string;
}

export interface RateLimitVerdict {
  readonly limit: number;
  readonly remaining: number;
  /** Unix seconds when the whole limit is available again, provided that nothing more is used. */
  readonly resetSeconds: number;
  /** Null when admitted, else seconds until the tokens are free. */
  readonly retryAfterSeconds: number | null;
}

interface OpenBucket {
  readonly bucket: RateLimitBucket;
  readonly window: RateWindow;
  /** The end of the queue for the shared table; null when nobody is in it. */
  queue: Promise<unknown> | null;
  /** The shared table has just said no; it isn't asked again before. */
  refusedUntilMs: number;
  refusedCost: number;
}

/** How long a refusal that depends on other nodes is believed, so that a flood doesn't reach the database. */
const REFUSAL_LIFETIME_MS = 200;
const SETTLE_INTERVAL_MS = 1_000;
/** Twice the window: rows of a node whose clock is a little behind are still there. */
const ROW_LIFETIME_SECONDS = (2 * RATE_WINDOW_MS) / 1000;

/** The rate limit as one API process applies it; exact when it is the only one. */
export class RateLimiter {
  readonly #hub: Pick<Hub, 'database' | 'clock' | 'log'>;
  readonly #options: RateLimitOptions;
  readonly #buckets = new Map<string, OpenBucket>();
  #timer: NodeJS.Timeout | undefined;
  #settling: Promise<void> | undefined;
  #prunedSecond = 0;

  constructor(hub: Pick<Hub, 'database' | 'clock' | 'log'>, options: RateLimitOptions) {
    this.#hub = hub;
    this.#options = options;
  }

  /** Takes `cost` tokens or says when to come back. Rejects only when the database does. */
  async take(bucket: RateLimitBucket, cost: number): Promise<RateLimitVerdict> {
    const open = this.#open(bucket);
    const payable = Math.min(cost, this.#options.limitPerMinute);
    const isAdmitted =
      (open.queue === null ? this.#takeLocally(open, payable) : null) ??
      (await this.#enqueue(open, () => this.#takeShared(open, payable)));
    return this.#verdict(open.window, payable, isAdmitted);
  }

  /** Hands back what was reserved and not used, and forgets idle buckets. Called once a second. */
  async settle(): Promise<void> {
    const unused = [];
    for (const [key, { bucket, window, queue }] of this.#buckets) {
      if (queue !== null) continue; // which hands back itself
      const rest = window.settle(this.#nowMs());
      if (rest !== null) unused.push({ ...bucket, node: this.#options.node, ...rest });
      else if (window.isIdle(this.#nowMs())) this.#buckets.delete(key);
    }
    await saveReservations(this.#hub.database.kysely, unused);
    const second = Math.floor(this.#nowMs() / 1000) - ROW_LIFETIME_SECONDS;
    if (second < this.#prunedSecond + ROW_LIFETIME_SECONDS) return;
    this.#prunedSecond = second;
    await pruneRateLimitBuckets(this.#hub.database, second);
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#settling ??= this.settle()
        .catch((error: unknown) => this.#hub.log.warn({ err: error }, 'rate limits could not be settled'))
        .finally(() => {
          this.#settling = undefined;
        });
    }, SETTLE_INTERVAL_MS);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#settling;
  }

  #open(bucket: RateLimitBucket): OpenBucket {
    const key = `${bucket.integrationId} ${bucket.livemode}`;
    let open = this.#buckets.get(key);
    if (open === undefined) {
      const window = new RateWindow(this.#options.limitPerMinute);
      open = { bucket, window, queue: null, refusedUntilMs: 0, refusedCost: 0 };
      this.#buckets.set(key, open);
    }
    return open;
  }

  /** Null when the shared table has to be asked. */
  #takeLocally({ window, ...open }: OpenBucket, cost: number): boolean | null {
    const nowMs = this.#nowMs();
    if (window.spend(cost, nowMs)) return true;
    if (window.isUsedUp(cost, nowMs)) return false;
    return nowMs < open.refusedUntilMs && cost >= open.refusedCost ? false : null;
  }

  /** One after another and in the order of arrival: a reservation in flight serves those behind it too. */
  async #enqueue<T>(open: OpenBucket, work: () => Promise<T>): Promise<T> {
    const turn = (open.queue ?? Promise.resolve()).then(work, work);
    open.queue = turn;
    try {
      return await turn;
    } finally {
      if (open.queue === turn) open.queue = null;
    }
  }

  async #takeShared(open: OpenBucket, cost: number): Promise<boolean> {
    const { window } = open;
    const local = this.#takeLocally(open, cost);
    if (local !== null) return local;
    const { database } = this.#hub;
    const { node } = this.#options;
    const since = Math.floor((this.#nowMs() - RATE_WINDOW_MS) / 1000) - 1;
    const plan = await reserveFromBucket(database, { ...open.bucket, node, since }, (others) => {
      const nowMs = this.#nowMs();
      const unused = window.settle(nowMs);
      const plan = window.planReservation(cost, nowMs, others);
      return { plan, rows: [unused, plan].filter((row) => row !== null) };
    });
    if (plan === null) {
      open.refusedUntilMs = this.#nowMs() + REFUSAL_LIFETIME_MS;
      open.refusedCost = cost;
      return false;
    }
    window.reserve(plan, cost);
    return true;
  }

  #verdict(window: RateWindow, cost: number, isAdmitted: boolean): RateLimitVerdict {
    const nowMs = this.#nowMs();
    const waitMs = isAdmitted ? 0 : Math.max(window.retryAfterMs(cost, nowMs), 1);
    return {
      limit: this.#options.limitPerMinute,
      remaining: window.remaining(nowMs),
      resetSeconds: Math.ceil(window.resetMs(nowMs) / 1000),
      retryAfterSeconds: isAdmitted ? null : Math.ceil(waitMs / 1000),
    };
  }

  #nowMs(): number {
    return Math.floor(this.#hub.clock() / 1000);
  }
}
