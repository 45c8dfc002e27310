import { readdir } from 'node:fs/promises';
import { readMemoryMb } from '../../bench/memory.ts';

const SAMPLE_MS = 100;

export interface Footprint {
  /** RSS in megabytes. */
  readonly memoryMb: number;
  /** Open file descriptors, sockets included. */
  readonly descriptors: number;
}

/** Of a process of this machine, as Linux tells it. */
export async function readFootprint(pid: number): Promise<Footprint> {
  const [memoryMb, descriptors] = await Promise.all([readMemoryMb(pid, 'VmRSS'), readdir(`/proc/${pid}/fd`)]);
  return { memoryMb, descriptors: descriptors.length };
}

/** Looks at a process ten times a second and keeps the most of each. */
export class FootprintWatch {
  readonly #pid: number;
  readonly #timer: NodeJS.Timeout;
  #peak: Footprint;
  #failure: unknown = null;

  constructor(pid: number, begun: Footprint) {
    this.#pid = pid;
    this.#peak = begun;
    this.#timer = setInterval(() => {
      this.#look().catch((error: unknown) => {
        this.#failure = error;
      });
    }, SAMPLE_MS);
  }

  /** @throws when the process could not be read, as it has ended */
  stop(): Footprint {
    clearInterval(this.#timer);
    if (this.#failure !== null) throw this.#failure;
    return this.#peak;
  }

  async #look(): Promise<void> {
    const { memoryMb, descriptors } = await readFootprint(this.#pid);
    this.#peak = {
      memoryMb: Math.max(this.#peak.memoryMb, memoryMb),
      descriptors: Math.max(this.#peak.descriptors, descriptors),
    };
  }
}
