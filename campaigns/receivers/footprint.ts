import { readdir, readFile } from 'node:fs/promises';

const SAMPLE_MS = 100;

export interface Footprint {
  /** RSS in megabytes. */
  readonly memoryMb: number;
  /** Open file descriptors, sockets included. */
  readonly descriptors: number;
}

/** Of a process of this machine, as Linux tells it. */
export async function readFootprint(pid: number): Promise<Footprint> {
  const [status, descriptors] = await Promise.all([
    readFile(`/proc/${pid}/status`, 'utf8'),
    readdir(`/proc/${pid}/fd`),
  ]);
  const kilobytes = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)![1]);
  return { memoryMb: (kilobytes * 1024) / 1_000_000, descriptors: descriptors.length };
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
