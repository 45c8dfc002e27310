import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { DatabaseConnection } from './database.ts';
import { findBinaries } from './embedded-postgres/binaries.ts';
import { type Cluster, clusterDirOf, openCluster, pgDataOf } from './embedded-postgres/cluster.ts';
import type { PostgresSettings } from './embedded-postgres/cluster-settings.ts';
import { lockDataFolder } from './embedded-postgres/data-folder-lock.ts';
import { HUB_DATABASE, HUB_ROLE, prepareHubDatabase } from './embedded-postgres/hub-database.ts';
import { findServerUser, letUserEnter } from './embedded-postgres/server-user.ts';
import { prepareSocketFolder, removeSocketFolder } from './embedded-postgres/socket-folder.ts';
import { superviseServer } from './embedded-postgres/supervisor.ts';

type EmbeddedPostgresLog = (message: string, fields?: Record<string, unknown>) => void;

export interface EmbeddedPostgresOptions {
  /** Absolute or relative to the working folder; made when missing. */
  dataDir: string;
  onLog?: EmbeddedPostgresLog;
  /** Over the defaults; the tests turn `fsync` off with it, the hub never does. */
  settings?: PostgresSettings;
}

export interface EmbeddedPostgres {
  connection: Extract<DatabaseConnection, { host: string }>;
  /** Stops the server and gives the data folder free; takes at most 13 s. */
  stop(): Promise<void>;
}

/**
 * Runs PostgreSQL on `dataDir` for this process alone: makes the cluster at the first start, adopts the server
 * that a killed hub left running, and starts it again when it dies. Rejects with an `EmbeddedPostgresError`
 * for the operator when another hub has the folder or PostgreSQL can't run.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const lock = await lockDataFolder(resolve(options.dataDir));
  try {
    const cluster = await prepareCluster(await realpath(options.dataDir), options.settings);
    const server = await superviseServer({
      cluster,
      socketFolder: await prepareSocketFolder(cluster.clusterDir, cluster.user),
      settings: options.settings,
      onLog: options.onLog ?? (() => {}),
      prepare: (session) => prepareHubDatabase(session, cluster.password),
    });
    const { host, port } = server;
    let stopped: Promise<void> | undefined;
    return {
      connection: { host, port, user: HUB_ROLE, password: cluster.password, database: HUB_DATABASE },
      stop() {
        stopped ??= server
          .stop()
          .then(() => removeSocketFolder(host))
          .then(() => lock.release());
        return stopped;
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function prepareCluster(dataDir: string, settings: PostgresSettings | undefined): Promise<Cluster> {
  const user = await findServerUser(pgDataOf(clusterDirOf(dataDir)));
  await letUserEnter(dataDir, user);
  const binaries = await findBinaries(dataDir, user);
  return openCluster(dataDir, user, binaries, { sync: settings?.fsync !== 'off' });
}
