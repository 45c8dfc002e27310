import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startHub } from '../app.ts';
import type { Config } from '../config.ts';
import { createLog } from '../log.ts';

export interface DemoHub {
  /** For people and the lines they paste. */
  readonly publicUrl: string;
  /** Where this machine reaches it, also when `PUBLIC_URL` leads through a proxy. */
  readonly localUrl: string;
  readonly logFile: string;
  /** What an operator does for a dealer who forgot the password. */
  setPassword(email: string, password: string): Promise<void>;
  stop(): Promise<void>;
}

/** A folder that PostgreSQL's own user can pass through, but not list. */
export async function prepareDemoFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o711 });
}

/** Starts a whole hub in this process; its log goes to a file, since the terminal belongs to the story. */
export async function startDemoHub(config: Config): Promise<DemoHub> {
  const logFile = join(config.dataDir, 'hub.log');
  const destination = createWriteStream(logFile, { flags: 'a', mode: 0o600 });
  await once(destination, 'open');
  const closeLog = async (): Promise<void> => {
    destination.end();
    await once(destination, 'close');
  };
  try {
    const running = await startHub(config, createLog(config.logLevel, destination));
    const publicUrl = running.publicUrl!;
    return {
      publicUrl,
      localUrl: localUrlOf(config, publicUrl),
      logFile,
      setPassword: (email, password) => running.accounts.setPassword(email, password),
      async stop() {
        await running.stop();
        await closeLog();
      },
    };
  } catch (error) {
    await closeLog();
    throw error;
  }
}

const EVERY_ADDRESS = new Set(['0.0.0.0', '::']);

function localUrlOf(config: Config, publicUrl: string): string {
  const host = EVERY_ADDRESS.has(config.host) ? '127.0.0.1' : config.host;
  const port = config.port === 0 ? new URL(publicUrl).port : config.port;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
