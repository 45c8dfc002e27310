import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatabaseConnection } from './database.ts';
import { clusterDirOf, pgDataOf } from './embedded-postgres/cluster.ts';
import { HUB_DATABASE, HUB_ROLE } from './embedded-postgres/hub-database.ts';
import { findPostmaster } from './embedded-postgres/postmaster.ts';

/**
 * How to reach the embedded server that already runs on `dataDir`, beside the hub that owns it: for short
 * commands of the operator. Null when none runs. Rejects when this user may not look into the folder.
 */
export async function findRunningEmbeddedPostgres(dataDir: string): Promise<DatabaseConnection | null> {
  const clusterDir = clusterDirOf(await realpath(dataDir).catch(() => dataDir));
  const postmaster = await findPostmaster(pgDataOf(clusterDir));
  // Without a socket it is still starting, or on its way down.
  if (postmaster === undefined || postmaster.socketFolder === '') return null;
  const password = await readFile(join(clusterDir, 'password'), 'utf8');
  return {
    host: postmaster.socketFolder,
    port: postmaster.port,
    user: HUB_ROLE,
    password: password.trim(),
    database: HUB_DATABASE,
  };
}
