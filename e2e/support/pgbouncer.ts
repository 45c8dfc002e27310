import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeOrSkip } from './describe-or-skip.ts';
import { eventually } from './eventually.ts';
import { findFreePort } from './free-port.ts';
import { createTemporaryFolder } from './temporary-folder.ts';

const PROGRAM = ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer', '/opt/homebrew/bin/pgbouncer'].find((path) =>
  existsSync(path),
);

/** It refuses root, and dials the embedded server's socket, which belongs to this user then. */
const USER_OF_ROOT = 'postgres';

/** A suite that needs pgbouncer; skipped with a note in its name where none is installed. */
export function describeWithPgbouncer(name: string, suite: () => void): void {
  const need = {
    missing: PROGRAM === undefined ? 'pgbouncer' : null,
    isRequired: process.env.REQUIRE_PGBOUNCER === '1',
    remedy: 'install it',
  };
  describeOrSkip(name, need, suite);
}

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

interface PgbouncerOptions {
  /** DATABASE_URL of PostgreSQL itself, on a Unix socket. */
  readonly databaseUrl: string;
  /** Connections to PostgreSQL at most. */
  readonly poolSize: number;
  /** More lines of its section `[pgbouncer]`. */
  readonly settings?: string;
}

/** pgbouncer in transaction mode before the database of the tests. */
export class Pgbouncer {
  readonly #folder: string;
  readonly #port: number;
  #child: ChildProcess | null = null;
  #output = '';

  constructor(folder: string, port: number) {
    this.#folder = folder;
    this.#port = port;
  }

  /** DATABASE_URL through it. */
  get url(): string {
    return `postgresql://watchtraderhub@127.0.0.1:${this.#port}/watchtraderhub`;
  }

  async configure({ databaseUrl, poolSize, settings = '' }: PgbouncerOptions): Promise<void> {
    const { password, searchParams } = new URL(databaseUrl.replace('@/', '@localhost/'));
    const server = `host=${searchParams.get('host')} port=${searchParams.get('port')} dbname=watchtraderhub`;
    const login = `user=watchtraderhub password=${decodeURIComponent(password)}`;
    const lines = [
      '[databases]',
      `watchtraderhub = ${server} ${login}`,
      '[pgbouncer]',
      'listen_addr = 127.0.0.1',
      `listen_port = ${this.#port}`,
      'unix_socket_dir =',
      // Whoever reaches it is that user: it listens on the loopback of a test alone.
      'auth_type = any',
      'pool_mode = transaction',
      `default_pool_size = ${poolSize}`,
      settings,
    ];
    await writeFile(join(this.#folder, 'pgbouncer.ini'), lines.join('\n'));
    await chmod(this.#folder, 0o755);
  }

  async start(): Promise<void> {
    const user = process.getuid?.() === 0 ? ['-u', USER_OF_ROOT] : [];
    const child = spawn(PROGRAM!, [...user, join(this.#folder, 'pgbouncer.ini')], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    running.add(child);
    this.#child = child;
    this.#output = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      this.#output += chunk;
    });
    child.once('exit', () => running.delete(child));
    await eventually('pgbouncer listens', () => {
      if (child.exitCode !== null) throw new Error(`pgbouncer ended:\n${this.#output}`);
      return this.#output.includes('process up');
    });
  }

  /** At once: whoever is connected loses the connection. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (child === null || !running.has(child)) return;
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    await exited;
  }

  async dispose(): Promise<void> {
    await this.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

export async function startPgbouncer(options: PgbouncerOptions): Promise<Pgbouncer> {
  const pgbouncer = new Pgbouncer(await createTemporaryFolder(), await findFreePort());
  try {
    await pgbouncer.configure(options);
    await pgbouncer.start();
    return pgbouncer;
  } catch (error) {
    await pgbouncer.dispose();
    throw error;
  }
}
