import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { stopLeftPostgres } from './embedded-postgres.ts';
import { eventually } from './eventually.ts';
import { createTemporaryFolder } from './temporary-folder.ts';

const INHERITED = { PATH: process.env.PATH, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE };

/** The sources of this checkout. */
const SOURCE = join(import.meta.dirname, '../../server/src');
const START_MS_MAX = 40_000;

/** Enough for every test that isn't about these; a test's own settings win. */
const SETTINGS = {
  PORT: '0',
  RATE_LIMIT_PER_MINUTE: '1000000',
  WEBHOOK_ALLOW_PRIVATE_TARGETS: '127.0.0.0/8',
  WEBHOOK_RETRY_SCHEDULE: '200ms,200ms,200ms,200ms,200ms,500ms,500ms,500ms,1s,1s',
};

type Settings = Readonly<Record<string, string>>;

/** A test file that dies takes its hubs with it. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** As `npm start`: bounds of the heap. Without them Node.js lets garbage grow with the memory of the machine. */
const AS_NPM_START = ['--max-semi-space-size=8', '--max-old-space-size=1024'];

/** The started hub: `node server/src/main.ts` on a data folder of its own, which outlives its processes. */
export class HubProcess {
  readonly dataDir: string;
  #settings: Settings;
  readonly #source: string;
  #child: ChildProcess | null = null;
  #output = '';
  #outputBefore = 0;
  #origin: string | null = null;

  constructor(dataDir: string, settings: Settings, source: string = SOURCE) {
    this.dataDir = dataDir;
    this.#source = source;
    this.#settings = { ...SETTINGS, DATA_DIR: dataDir, ...settings };
  }

  /** Environment variables of the next processes, over those so far; an empty one is unset. */
  configure(settings: Settings): void {
    this.#settings = { ...this.#settings, ...settings };
  }

  /** Where it listens; each start gets another port. */
  get origin(): string {
    if (this.#origin === null) throw new Error('the hub is down');
    return this.#origin;
  }

  get isUp(): boolean {
    return this.#origin !== null;
  }

  get pid(): number {
    return this.#child!.pid!;
  }

  /** All that its processes have written, stdout and stderr alike. */
  get output(): string {
    return this.#output;
  }

  /** What the newest process has written. */
  get lastOutput(): string {
    return this.#output.slice(this.#outputBefore);
  }

  /** Starts a process and waits until it serves, or rejects with what it wrote when it ends before that. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, [...AS_NPM_START, join(this.#source, 'main.ts')], {
      env: { ...INHERITED, ...this.#settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(child);
    this.#child = child;
    this.#outputBefore = this.#output.length;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        this.#output += chunk;
      });
    }
    child.once('exit', () => {
      running.delete(child);
      if (this.#child === child) this.#origin = null;
    });
    this.#origin = await eventually('the hub runs', () => this.#findOrigin(child), START_MS_MAX);
    // A worker has no HTTP.
    if (this.#origin === '') return;
    await eventually('the hub is ready', async () => (await fetch(`${this.origin}/readyz`)).ok, START_MS_MAX);
  }

  #findOrigin(child: ChildProcess): string | null {
    const written = this.lastOutput;
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`the hub ended with ${child.exitCode ?? child.signalCode}:\n${written}`);
    }
    const port = /the hub listens on http:\/\/localhost:(\d+)/.exec(written)?.[1];
    if (port !== undefined) return `http://127.0.0.1:${port}`;
    return written.includes('the worker runs') ? '' : null;
  }

  /** SIGKILL, as by a power cut of this process alone: its PostgreSQL goes on. */
  async kill(): Promise<void> {
    this.#origin = null;
    await this.#end('SIGKILL');
  }

  /** SIGTERM; resolves with the exit code when the process has ended. */
  async stop(): Promise<number | null> {
    await this.#end('SIGTERM');
    return this.#child!.exitCode;
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }

  /** Ends everything that is left and removes the data folder. */
  async dispose(): Promise<void> {
    await this.#end('SIGKILL');
    await stopLeftPostgres(this.dataDir);
    await rm(this.dataDir, { recursive: true, force: true });
  }
}

/**
 * @param settings environment variables over the defaults of these tests
 * @param source folder with the `main.ts` of another build than this checkout
 */
export async function startHub(settings: Settings = {}, source?: string): Promise<HubProcess> {
  const hub = new HubProcess(await createTemporaryFolder(), settings, source);
  try {
    await hub.start();
    return hub;
  } catch (error) {
    await hub.dispose();
    throw error;
  }
}

/** Runs the operator's CLI beside a running hub: `npm run hub -- …`. Resolves with what it printed. */
export async function runHubCommand(hub: HubProcess, ...args: string[]): Promise<string> {
  const child = spawn(process.execPath, [join(SOURCE, 'cli.ts'), ...args], {
    env: { ...INHERITED, DATA_DIR: hub.dataDir },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'close');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  await exited;
  if (child.exitCode !== 0) throw new Error(`hub ${args.join(' ')} ended with ${child.exitCode}: ${stderr}`);
  return stdout;
}
