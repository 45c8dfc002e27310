import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Clock } from '../domain/time.ts';
import type { Database } from '../storage/database.ts';
import {
  buryWorker,
  listWorkers,
  raiseBeat,
  registerWorker,
  removeWorker,
  type WorkerBeat,
} from '../storage/workers.ts';
import type { EngineLog } from './engine-log.ts';
import type { EngineObserver } from './engine-observer.ts';
import { findProcessScope, isProcessGone } from './process-scope.ts';

/** Without a beat for so long a worker counts as dead, to itself as to the others. */
const LEASE_MS = 10_000;

interface Observation {
  readonly beat: number;
  /** Monotonic, of this process. */
  readonly sinceMs: number;
}

export interface MembershipOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly monotonicMs: () => number;
  readonly log: EngineLog;
  readonly observer: EngineObserver;
}

/**
 * This process among the workers. Whether a beat still rises is judged by each observer's own monotonic clock:
 * wall clocks may jump or differ between machines without anybody losing a lease.
 */
export class Membership {
  readonly #options: MembershipOptions;
  readonly #scope = findProcessScope();
  readonly #observed = new Map<string, Observation>();
  #id: string | null = null;
  #lastBeatMs = 0;

  constructor(options: MembershipOptions) {
    this.#options = options;
  }

  /** Null while not registered: then nothing may be claimed or sent. */
  get id(): string | null {
    return this.#id;
  }

  /** True when others may already work on our lanes, as our last beat lies too far back. */
  get isExpired(): boolean {
    return this.#id !== null && this.#options.monotonicMs() - this.#lastBeatMs >= LEASE_MS;
  }

  /** Registers when it has to, else beats. False when others have declared this worker dead. */
  async beat(): Promise<boolean> {
    const { database, clock, monotonicMs } = this.#options;
    const startedMs = monotonicMs(); // before the statement: others may see its effect long before we do
    if (this.#id === null) {
      const id = randomUUID();
      await registerWorker(database, {
        id,
        host: this.#scope ?? hostname(),
        pid: process.pid,
        startedUs: clock(),
      });
      this.#id = id;
      this.#lastBeatMs = startedMs;
      return true;
    }
    const id = this.#id;
    if (!(await raiseBeat(database, id))) return false;
    if (this.#id === id) this.#lastBeatMs = startedMs;
    return true;
  }

  /** Forgets the identity, so that the next beat registers under a new one that no old lease belongs to. */
  resign(): string | null {
    const id = this.#id;
    this.#id = null;
    return id;
  }

  async leave(): Promise<void> {
    const id = this.resign();
    if (id !== null) await removeWorker(this.#options.database, id);
  }

  /** Frees the lanes of workers whose process is gone, or whose beat has stood still for the length of a lease. */
  async buryTheDead(): Promise<void> {
    const workers = await listWorkers(this.#options.database);
    const present = new Set(workers.map((worker) => worker.id));
    for (const id of this.#observed.keys()) if (!present.has(id)) this.#observed.delete(id);
    for (const worker of workers) {
      if (worker.id === this.#id) continue;
      if (worker.host === this.#scope && isProcessGone(worker.pid))
        await this.#bury(worker, 'its process is gone');
      else if (this.#isSilent(worker)) await this.#bury(worker, 'its beat stood still');
    }
  }

  #isSilent({ id, beat }: WorkerBeat): boolean {
    const nowMs = this.#options.monotonicMs();
    const seen = this.#observed.get(id);
    if (seen?.beat === beat) return nowMs - seen.sinceMs >= LEASE_MS;
    this.#observed.set(id, { beat, sinceMs: nowMs });
    return false;
  }

  async #bury({ id, beat }: WorkerBeat, reason: string): Promise<void> {
    const { database, log, observer } = this.#options;
    if (!(await buryWorker(database, { id, beat }))) return;
    this.#observed.delete(id);
    observer.workerBuried();
    log.warn({ worker: id, reason }, 'a worker died; its lanes are free');
  }
}
