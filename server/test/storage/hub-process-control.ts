import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { DatabaseConnection } from '../../src/storage/database.ts';

export interface OperatingSystemUser {
  uid: number;
  gid: number;
}

export interface HubProcess {
  pid: number;
  connection: DatabaseConnection;
  messages: string[];
  /** Asks it to stop and waits until it is gone; answers with the exit code. */
  stop(): Promise<number | null>;
  /** Ends it as `kill -9` does, and waits until it is gone. */
  kill(): Promise<void>;
}

export interface StartOptions {
  user?: OperatingSystemUser | undefined;
  script?: string;
  env?: Record<string, string>;
}

const running = new Set<ChildProcess>();

/** Without waiting for its PostgreSQL. In a process group of its own, like one that a terminal runs. */
export function spawnHub(dataDir: string, options: StartOptions = {}): ChildProcess {
  const script = options.script ?? join(import.meta.dirname, 'hub-process.ts');
  const child = spawn(process.execPath, [script, dataDir], {
    ...options.user,
    cwd: '/',
    env: { ...process.env, ...options.env },
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

/** Resolves when its PostgreSQL serves; rejects with the message that the hub ends with. */
export async function startHub(dataDir: string, options: StartOptions = {}): Promise<HubProcess> {
  const child = spawnHub(dataDir, options);
  const messages: string[] = [];
  const connection = await new Promise<DatabaseConnection>((resolve, reject) => {
    child.once('exit', (code, signal) => reject(new Error(`the hub ended (${code ?? signal})`)));
    createInterface({ input: child.stdout! }).on('line', (text) => {
      const line = JSON.parse(text);
      if (line.message) messages.push(line.message);
      if (line.connection) resolve(line.connection);
      if (line.error) reject(new Error(line.error));
    });
  });
  return {
    pid: child.pid!,
    connection,
    messages,
    async stop() {
      child.kill('SIGTERM');
      const [code] = await once(child, 'exit');
      return code;
    },
    kill: () => killHub(child),
  };
}

export async function killHub(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

export async function killAllHubs(): Promise<void> {
  await Promise.all([...running].map(killHub));
}
