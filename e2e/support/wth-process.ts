import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { eventually } from './eventually.ts';

const PROGRAM = join(import.meta.dirname, '../../sdk/src/cli/wth.ts');

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** How to reach a hub. */
export interface WthSettings {
  readonly url?: string;
  readonly key?: string;
}

export interface WthResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function spawnWth({ url, key }: WthSettings, args: readonly string[]) {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      ...(url === undefined ? {} : { WTH_URL: url }),
      ...(key === undefined ? {} : { WTH_API_KEY: key }),
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

/** Runs one command to its end. */
export async function runWth(settings: WthSettings, args: readonly string[], stdin = ''): Promise<WthResult> {
  const child = spawnWth(settings, args);
  const closed = once(child, 'close');
  child.stdin.end(stdin);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  await closed;
  return { code: child.exitCode, stdout, stderr };
}

/** A command that goes on until it is interrupted. */
export class WthProcess {
  /** Both outputs. */
  output = '';
  readonly #child: ReturnType<typeof spawnWth>;

  constructor(settings: WthSettings, args: readonly string[]) {
    this.#child = spawnWth(settings, args);
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        this.output += chunk;
      });
    }
  }

  async printed(pattern: RegExp): Promise<RegExpExecArray> {
    return await eventually(`wth prints ${pattern}`, () => {
      const found = pattern.exec(this.output);
      if (found === null && this.#child.exitCode !== null) throw new Error(`wth ended:\n${this.output}`);
      return found;
    });
  }

  type(line: string): void {
    this.#child.stdin.write(`${line}\n`);
  }

  /** Ctrl-C; resolves with the exit code. */
  async interrupt(): Promise<number | null> {
    if (this.#child.exitCode !== null) return this.#child.exitCode;
    const closed = once(this.#child, 'close');
    this.#child.kill('SIGINT');
    await closed;
    return this.#child.exitCode;
  }
}
