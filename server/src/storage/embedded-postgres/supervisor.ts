import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import type { Cluster } from './cluster.ts';
import type { PostgresSettings } from './cluster-settings.ts';
import { ensureServer, stopServer } from './server.ts';

export interface SupervisedServer {
  host: string;
  port: number;
  stop(): Promise<void>;
}

export interface SupervisorOptions {
  cluster: Cluster;
  socketFolder: string;
  settings: PostgresSettings | undefined;
  onLog: (message: string, fields?: Record<string, unknown>) => void;
  /** Runs in a superuser's session after the first start. */
  prepare(session: pg.Client): Promise<void>;
}

const RESTART_DELAY_MS_MAX = 5_000;

/**
 * Keeps the cluster's server up until `stop()`. One idle session stands for the server's life: it ends when
 * the server dies, also when PostgreSQL restarts itself after the crash of a backend.
 */
export async function superviseServer(options: SupervisorOptions): Promise<SupervisedServer> {
  const { cluster, onLog } = options;
  const stopping = new AbortController();
  let session = await ensureServer(cluster, options.socketFolder, options.settings);
  const { host, port } = session;
  let recovery: Promise<void> = Promise.resolve();
  try {
    await options.prepare(session);
  } catch (error) {
    await session.end();
    await stopServer(cluster);
    throw error;
  }
  watch();
  onLog('embedded PostgreSQL is running', { folder: cluster.clusterDir, socket: host });
  return { host, port, stop };

  function watch() {
    session.once('end', () => {
      if (!stopping.signal.aborted) recovery = recover();
    });
  }

  async function recover() {
    for (let attempt = 1; !stopping.signal.aborted; attempt++) {
      onLog('embedded PostgreSQL went away; starting it again', { attempt });
      try {
        // Always the same socket folder: the hub's pool goes on using the address it was given.
        session = await ensureServer(cluster, host, options.settings);
        watch();
        onLog('embedded PostgreSQL is back', { attempt });
        return;
      } catch (error) {
        onLog('embedded PostgreSQL did not come back', { attempt, error: (error as Error).message });
        const waitMs = Math.min(100 * 2 ** attempt, RESTART_DELAY_MS_MAX);
        await delay(waitMs, undefined, { signal: stopping.signal }).catch(() => {});
      }
    }
  }

  async function stop() {
    stopping.abort();
    await recovery;
    await session.end();
    await stopServer(cluster);
  }
}
