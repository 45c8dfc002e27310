import {
  type ClaimedImport,
  claimImport,
  finishImport,
  type ImportCounts,
  releaseImport,
} from '../storage/imports.ts';
import type { Hub } from './hub.ts';
import { ImportClaimLost } from './import-batch.ts';
import { runImport } from './run-import.ts';

export interface ImportRunnerOptions {
  /**
   * This process in the table of workers; a running import of one that is not in it is taken over. Null while
   * this process is not in it: then it claims nothing.
   */
  readonly workerId: () => string | null;
  /** Imports of different dealers at once. Each holds one connection during its batches. */
  readonly concurrency?: number;
  /** How often it looks for imports that other processes took in, or left behind. */
  readonly pollMs?: number;
  /** Called with the results of each batch that is committed. */
  readonly onRows?: (counts: ImportCounts) => void;
}

export interface ImportRunner {
  start(): void;
  /** Runs one import that is due to its end; false when there is none, or when it failed and must be tried again. */
  tick(): Promise<boolean>;
  /** There may be an import: called after an upload. */
  wake(): void;
  /** Ends after the batches under way; other processes go on with what is left. */
  drain(): Promise<void>;
}

/** Failures in a row, without a row in between, after which an import is given up. */
const ATTEMPTS_MAX = 5;

class Runner implements ImportRunner {
  readonly #hub: Hub;
  readonly #options: Required<ImportRunnerOptions>;
  readonly #mine = new Set<string>();
  readonly #failures = new Map<string, { afterRow: number; count: number }>();
  readonly #sleepers = new Set<() => void>();
  #claiming: Promise<unknown> = Promise.resolve();
  #loops: Promise<void>[] = [];
  #isDraining = false;

  constructor(hub: Hub, options: ImportRunnerOptions) {
    this.#hub = hub;
    this.#options = { concurrency: 2, pollMs: 1_000, onRows: () => {}, ...options };
  }

  start(): void {
    this.#loops = Array.from({ length: this.#options.concurrency }, () => this.#loop());
  }

  async tick(): Promise<boolean> {
    const job = await this.#claim();
    if (job === null) return false;
    try {
      const { onRows } = this.#options;
      await runImport(this.#hub, job, { shouldStop: () => this.#isDraining, onRows });
      this.#failures.delete(job.id);
      return true;
    } catch (error) {
      await this.#handleFailure(job, error);
      return false;
    } finally {
      this.#mine.delete(job.id);
    }
  }

  wake(): void {
    for (const sleeper of [...this.#sleepers]) sleeper();
  }

  async drain(): Promise<void> {
    this.#isDraining = true;
    this.wake();
    await Promise.all(this.#loops);
  }

  async #loop(): Promise<void> {
    while (!this.#isDraining) {
      const isBusy = await this.tick().catch((error: unknown) => {
        this.#hub.log.error({ err: error }, 'looking for imports failed');
        return false;
      });
      if (!isBusy && !this.#isDraining) await this.#sleep();
    }
  }

  #sleep(): Promise<void> {
    return new Promise((resolve) => {
      const sleeper = () => {
        clearTimeout(timer);
        this.#sleepers.delete(sleeper);
        resolve();
      };
      const timer = setTimeout(sleeper, this.#options.pollMs);
      this.#sleepers.add(sleeper);
    });
  }

  /** One claim at a time: between the claim and the note of it, a second one would think it left behind. */
  async #claim(): Promise<ClaimedImport | null> {
    const claim = this.#claiming.then(async () => {
      const nowUs = this.#hub.clock();
      const workerId = this.#options.workerId();
      if (workerId === null) return null;
      const job = await claimImport(this.#hub.database, workerId, [...this.#mine], nowUs);
      if (job !== null) this.#mine.add(job.id);
      return job;
    });
    this.#claiming = claim.catch(() => {}); // the caller below hears of it
    return await claim;
  }

  async #handleFailure(job: ClaimedImport, error: unknown): Promise<void> {
    const fields = { import_id: job.id, dealer_id: job.dealerId, err: error };
    if (error instanceof ImportClaimLost) {
      this.#hub.log.warn(fields, 'another worker took an import over');
      return;
    }
    this.#hub.log.error(fields, 'an import failed and will be tried again');
    const known = this.#failures.get(job.id);
    const count = known?.afterRow === job.processed_rows ? known.count + 1 : 1;
    this.#failures.set(job.id, { afterRow: job.processed_rows, count });
    if (count < ATTEMPTS_MAX) return await releaseImport(this.#hub.database.kysely, job);
    this.#failures.delete(job.id);
    await finishImport(this.#hub.database, job, {
      error: `The import stopped because of an error on our side. Rows in its report were imported; report import ${job.id}.`,
      finishedUs: this.#hub.clock(),
    });
  }
}

/** Runs imports in the background: any number of processes share them, one at a time per dealer. */
export function createImportRunner(hub: Hub, options: ImportRunnerOptions): ImportRunner {
  return new Runner(hub, options);
}
