import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface BenchHub {
  readonly url: string;
  /** Headers of the signed-in dashboard. */
  readonly session: Record<string, string>;
  stop(): Promise<void>;
}

/** A hub of its own process on an embedded PostgreSQL with `fsync` on, and a dealer that is signed in. */
export async function startBenchHub(environment: Record<string, string> = {}): Promise<BenchHub> {
  const dataDir = await mkdtemp(join(tmpdir(), 'wth-bench-'));
  const child = spawn(process.execPath, [join(import.meta.dirname, '../server/src/main.ts')], {
    env: {
      ...process.env,
      DATA_DIR: dataDir,
      PORT: '0',
      RATE_LIMIT_PER_MINUTE: '1000000',
      WEBHOOK_ALLOW_PRIVATE_TARGETS: '127.0.0.0/8',
      LOG_LEVEL: 'info',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await listeningUrl(child);
  return {
    url,
    session: await signUp(url),
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function listeningUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the hub ended with ${code}`)));
    createInterface({ input: child.stdout! }).on('line', (line) => {
      const { url } = JSON.parse(line) as { url?: string };
      if (url) resolve(url);
    });
  });
}

async function signUp(url: string): Promise<Record<string, string>> {
  const response = await fetch(`${url}/api/auth/sign-up/email`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Origin: url },
    body: JSON.stringify({ name: 'Bench', email: 'bench@example.com', password: 'bench-password' }),
  });
  const cookie = response.headers.getSetCookie()[0]!.split(';')[0]!;
  return { Origin: url, Cookie: cookie };
}

/** A dashboard call that must succeed. */
export async function dashboard(
  hub: BenchHub,
  method: string,
  path: string,
  body?: unknown,
): Promise<Record<string, unknown>> {
  const response = await fetch(`${hub.url}/api/dashboard${path}`, {
    method,
    headers: { ...hub.session, 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.status === 204 ? {} : ((await response.json()) as Record<string, unknown>);
}
