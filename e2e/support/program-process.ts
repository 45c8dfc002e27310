import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { eventually } from './eventually.ts';

/** A test file that dies takes its programs with it. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** A program of an integrator's, with these settings alone as its environment. */
export class ProgramProcess {
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;
  #output = '';

  constructor(folder: string, command: string, args: readonly string[], settings: Record<string, string>) {
    const child = spawn(command, args, {
      cwd: folder,
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
      if (match === null && this.#child.exitCode !== null) {
        throw new Error(`the program ended with ${this.#child.exitCode}:\n${this.#output}`);
      }
      return match && (match[1] ?? match[0]);
    });
  }

  /** Waits for its end; rejects with what it wrote when that is a failure. */
  async finish(): Promise<string> {
    await this.#closed;
    if (this.#child.exitCode === 0) return this.#output;
    throw new Error(`the program ended with ${this.#child.exitCode}:\n${this.#output}`);
  }

  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    await this.#closed;
  }
}
