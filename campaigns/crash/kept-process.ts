import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { HubProcess } from '../../e2e/support/hub-process.ts';

const LOOK_MS = 20;
const OUTPUT_SHOWN = 2_000;
const REASON_SHOWN = 600;
const PRELOAD = join(import.meta.dirname, 'shifted-clock-process.ts');

/** A process of the hub that is started again whenever it is down, as a service manager does. */
export class KeptProcess {
  readonly name: string;
  readonly role: 'api' | 'worker';
  /** Ends that nobody wanted, with what the process had written. */
  readonly ownEnds: string[] = [];
  /** Starts that ended before it ran, for instance while PostgreSQL was away. */
  failedStarts = 0;
  readonly #hub: HubProcess;
  readonly #clockFile: string;
  #wasKilled = false;
  #isKept = true;
  #keeping: Promise<void> = Promise.resolve();

  constructor(name: string, folder: string, role: 'api' | 'worker', settings: Record<string, string>) {
    this.name = name;
    this.role = role;
    this.#clockFile = join(folder, `${name}.offset`);
    this.#hub = new HubProcess(join(folder, name), {
      ...settings,
      ROLE: role,
      CLOCK_OFFSET_FILE: this.#clockFile,
      NODE_OPTIONS: `--import=${PRELOAD}`,
    });
  }

  get origin(): string {
    return this.#hub.origin;
  }

  /** Failures of its own that it has logged, each kind once. */
  get loggedFailures(): string[] {
    const failures = this.#hub.output.split('\n').filter((line) => line.includes('"msg":"internal_error"'));
    return [...new Set(failures.map(reasonOf))];
  }

  get isUp(): boolean {
    return this.#hub.isUp;
  }

  async start(): Promise<void> {
    await this.shiftClock(0);
    await this.#hub.start();
    this.#keeping = this.#keep();
  }

  async #keep(): Promise<void> {
    while (this.#isKept) {
      if (!this.#hub.isUp) {
        if (!this.#wasKilled) this.ownEnds.push(this.#hub.lastOutput.slice(-OUTPUT_SHOWN));
        await this.#startAgain();
      }
      await delay(LOOK_MS);
    }
  }

  async #startAgain(): Promise<void> {
    while (this.#isKept) {
      this.#wasKilled = false;
      try {
        return await this.#hub.start();
      } catch {
        this.failedStarts += 1;
        await this.#hub.kill();
      }
    }
  }

  /** SIGKILL, also in the middle of a start. */
  async kill(): Promise<void> {
    this.#wasKilled = true;
    await this.#hub.kill();
  }

  /** From within 25 ms on, and after each restart, until it is set anew. */
  async shiftClock(offsetMs: number): Promise<void> {
    await writeFile(`${this.#clockFile}.new`, String(offsetMs));
    await rename(`${this.#clockFile}.new`, this.#clockFile);
  }

  async close(): Promise<void> {
    this.#isKept = false;
    await this.kill();
    await this.#keeping;
    await this.kill();
  }
}

/** Without what differs from one line to the next. */
function reasonOf(line: string): string {
  const { err } = JSON.parse(line) as {
    readonly err?: { readonly message?: string; readonly stack?: string };
  };
  return `${err?.message}: ${err?.stack?.slice(0, REASON_SHOWN)}`;
}
