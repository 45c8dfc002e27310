import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');

export interface DemoProcess {
  /** Standard output so far. */
  output(): string;
  /** Resolves as soon as standard output has this. */
  shows(text: string | RegExp): Promise<void>;
  /** As a terminal does it. */
  kill(signal: NodeJS.Signals): void;
  /** @returns npm's exit code, and standard error; the demo itself has ended, too */
  ended(): Promise<{ readonly exitCode: number | null; readonly errors: string }>;
}

/** `npm run demo` as somebody types it, in a folder and on a port of its own. */
export function startDemo(dataDir: string, args: readonly string[] = []): DemoProcess {
  const { FORCE_COLOR: _, ...environment } = process.env;
  const child = spawn('npm', ['run', 'demo', '--', ...args], {
    cwd: ROOT,
    env: { ...environment, DATA_DIR: dataDir, PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own: a terminal sends Ctrl-C to npm, its shell and the demo alike.
    detached: true,
  });
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const closed = once(child, 'close');
  return {
    output: () => output,
    async shows(text) {
      while (output.search(text) < 0) {
        const [first] = await Promise.race([once(child.stdout, 'data'), closed.then(() => [null])]);
        if (first === null) throw new Error(`the demo ended before it showed ${text}:\n${output}\n${errors}`);
      }
    },
    kill(signal) {
      if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, signal);
    },
    async ended() {
      await closed;
      return { exitCode: child.exitCode, errors };
    },
  };
}
