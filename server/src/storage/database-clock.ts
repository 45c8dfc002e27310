import { sql } from 'kysely';
import type { Micros } from '../domain/time.ts';
import type { Database } from './database.ts';

/** A machine's oscillator is some milliseconds off by then at most. */
const ASK_EVERY_MS = 60_000;
/** Between a process's two clocks: more means that the wall clock was set, or that the machine slept. */
const JUMP_US = 500_000;

export interface DatabaseClockOptions {
  readonly database: Database;
  /** An answer did not come; the monotonic clock goes on. */
  readonly onFailure: (error: unknown) => void;
  /** Default: the process's own. */
  readonly wallUs?: () => Micros;
  /** Default: `performance.now`. */
  readonly monotonicMs?: () => number;
}

/**
 * The time of the database's machine, carried on by this process's monotonic clock: all processes have the same, whatever
 * is done to their own wall clocks. An answer sets it only as far as the time that the question took leaves no doubt.
 */
export class DatabaseClock {
  readonly #options: DatabaseClockOptions;
  readonly #wallUs: () => Micros;
  readonly #monotonicMs: () => number;
  /** What it shows at `monotonicMs` 0. */
  #baseUs: Micros;
  /** Of the wall clock, ahead of what this one showed when it was looked at. */
  #wallAheadUs = 0;
  #asking: Promise<void> | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: DatabaseClockOptions) {
    this.#options = options;
    this.#wallUs = options.wallUs ?? (() => Date.now() * 1000);
    this.#monotonicMs = options.monotonicMs ?? (() => performance.now());
    this.#baseUs = this.#wallUs() - this.#monotonicUs();
  }

  /** Rejects when the database can't be asked. */
  async start(): Promise<void> {
    await this.#ask();
    this.#timer = setInterval(() => void this.askAgain(), ASK_EVERY_MS).unref();
  }

  readonly now = (): Micros => {
    const nowUs = this.#baseUs + this.#monotonicUs();
    const wallAheadUs = this.#wallUs() - nowUs;
    if (Math.abs(wallAheadUs - this.#wallAheadUs) > JUMP_US) {
      this.#wallAheadUs = wallAheadUs;
      // A sleeping machine's monotonic clock stands still.
      void this.askAgain();
    }
    return nowUs;
  };

  /** Resolves when it has been set, or could not be. */
  async askAgain(): Promise<void> {
    this.#asking ??= this.#ask()
      .catch((error: unknown) => this.#options.onFailure(error))
      .finally(() => {
        this.#asking = null;
      });
    await this.#asking;
  }

  /** Waits for a question under way. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#asking;
  }

  #monotonicUs(): Micros {
    return Math.round(this.#monotonicMs() * 1000);
  }

  async #ask(): Promise<void> {
    const beganUs = this.#monotonicUs();
    const { rows } = await sql<{ now_us: Micros }>`
      select (extract(epoch from clock_timestamp()) * 1000000)::bigint as now_us
    `.execute(this.#options.database.kysely);
    const endedUs = this.#monotonicUs();
    const earliestUs = rows[0]!.now_us;
    const latestUs = earliestUs + endedUs - beganUs;
    const shownUs = this.#baseUs + endedUs;
    this.#baseUs = Math.min(Math.max(shownUs, earliestUs), latestUs) - endedUs;
    this.#wallAheadUs = this.#wallUs() - this.#baseUs - endedUs;
  }
}
