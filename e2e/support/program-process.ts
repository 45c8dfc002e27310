import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { eventually } from './eventually.ts';

/** A test file that dies takes its programs with it. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) signalGroup(child, 'SIGKILL');
});

/** To the process and its children: `go run` and `npm run` leave theirs behind. */
function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  // It could not be started.
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** A program of an integrator's, with these settings alone as its environment, in a process group of its own. */
export class ProgramProcess {
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;
  #output = '';

  constructor(folder: string, command: string, args: readonly string[], settings: Record<string, string>) {
    const child = spawn(command, args, {
      cwd: folder,
      detached: true,
      env: { PATH: process.env.PATH, PYTHONDONTWRITEBYTECODE: '1', ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(child);
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        this.#output += chunk;
      });
    }
    this.#child = child;
    this.#closed = once(child, 'close').finally(() => running.delete(child));
  }

  /** All that it has written, stdout and stderr alike. */
  get output(): string {
    return this.#output;
  }

  /** What it writes, once that matches: the first group, or all of it. */
  async shows(pattern: RegExp): Promise<string> {
    return await eventually(`the program writes ${pattern}`, () => {
      const match = pattern.exec(this.#output);
      if (match === null) this.#expectRunning();
      return match && (match[1] ?? match[0]);
    });
  }

  /** Waits until something answers there, whatever it says. */
  async listensAt(origin: string, timeoutMs: number): Promise<void> {
    const isAnswered = async () => {
      this.#expectRunning();
      return await fetch(origin).then(
        () => true,
        () => false,
      );
    };
    await eventually(`the program listens at ${origin}`, isAnswered, timeoutMs);
  }

  #expectRunning(): void {
    const { exitCode } = this.#child;
    if (exitCode !== null) throw new Error(`the program ended with ${exitCode}:\n${this.#output}`);
  }

  /** Waits for its end; rejects with what it wrote when that is a failure. */
  async finish(): Promise<string> {
    await this.#closed;
    if (this.#child.exitCode === 0) return this.#output;
    throw new Error(`the program ended with ${this.#child.exitCode}:\n${this.#output}`);
  }

  async stop(): Promise<void> {
    if (running.has(this.#child)) signalGroup(this.#child, 'SIGTERM');
    await this.#closed;
  }
}
