import { randomBytes } from 'node:crypto';
import {
  appendFile,
  chmod,
  chown,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import type { PostgresBinaries } from './binaries.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { runProgram, type ServerUser } from './run-program.ts';

export const SUPERUSER = 'postgres';
export const SETTINGS_FILE = 'watchtraderhub.conf';

/** It takes seconds. */
const INITDB_MS_MAX = 10 * 60 * 1000;

/** One database cluster: its folder, who runs it, with what. */
export interface Cluster {
  /** Holds what the hub writes: the settings, the password, the socket's folder. */
  clusterDir: string;
  /** PostgreSQL's own folder within. */
  pgData: string;
  password: string;
  user: ServerUser | undefined;
  binaries: PostgresBinaries;
}

export function clusterDirOf(dataDir: string): string {
  return join(dataDir, 'postgres');
}

export function pgDataOf(clusterDir: string): string {
  return join(clusterDir, 'data');
}

/** Opens the cluster in `dataDir`, making it first when there is none. The caller holds the folder's lock. */
export async function openCluster(
  dataDir: string,
  user: ServerUser | undefined,
  binaries: PostgresBinaries,
  options: { sync: boolean },
): Promise<Cluster> {
  const clusterDir = clusterDirOf(dataDir);
  await removeUnfinishedClusters(dataDir);
  if (!(await exists(clusterDir))) await createCluster(dataDir, user, binaries, options);
  await checkVersion(clusterDir, binaries);
  const password = await readFile(join(clusterDir, 'password'), 'utf8').catch((cause: Error) => {
    throw new EmbeddedPostgresError(`the embedded database's password can't be read: ${cause.message}`, {
      cause,
    });
  });
  return { clusterDir, pgData: pgDataOf(clusterDir), password: password.trim(), user, binaries };
}

/** All or nothing: the folder gets its name when it is complete and on the disk. */
async function createCluster(
  dataDir: string,
  user: ServerUser | undefined,
  binaries: PostgresBinaries,
  options: { sync: boolean },
): Promise<void> {
  const unfinished = await mkdtemp(join(dataDir, 'postgres.new-'));
  if (user) await chmod(unfinished, 0o711);
  const pgData = pgDataOf(unfinished);
  const password = randomBytes(32).toString('base64url');
  await mkdir(pgData, { mode: 0o700 });
  await writeFile(join(unfinished, 'password'), `${password}\n`, { mode: 0o600, flush: true });
  const passwordForInitdb = join(unfinished, 'initdb-password');
  await writeFile(passwordForInitdb, `${password}\n`, { mode: 0o600 });
  if (user) {
    await chown(pgData, user.uid, user.gid);
    await chown(passwordForInitdb, user.uid, user.gid);
  }
  await runInitdb(pgData, passwordForInitdb, user, binaries, options);
  await rm(passwordForInitdb);
  await appendFile(join(pgData, 'postgresql.conf'), `\ninclude '../${SETTINGS_FILE}'\n`, { flush: true });
  await syncFolder(unfinished);
  await rename(unfinished, clusterDirOf(dataDir));
  await syncFolder(dataDir);
}

async function runInitdb(
  pgData: string,
  passwordFile: string,
  user: ServerUser | undefined,
  binaries: PostgresBinaries,
  options: { sync: boolean },
): Promise<void> {
  const args = [
    ['--pgdata', pgData],
    ['--username', SUPERUSER],
    ['--pwfile', passwordFile],
    ['--auth', 'scram-sha-256'],
    ['--encoding', 'UTF8'],
    // The operating system's locales differ from machine to machine and change order under an index when it is
    // upgraded. PostgreSQL's own C.UTF-8 sorts by code point and knows the letters of Unicode, everywhere alike.
    ['--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8', '--no-locale'],
    ['--data-checksums', '--no-instructions'],
    options.sync ? [] : ['--no-sync'],
  ].flat();
  const { exitCode, stdout, stderr } = await runProgram(join(binaries.binDir, 'initdb'), args, { user });
  if (exitCode !== 0) throw new EmbeddedPostgresError(`initdb failed: ${stderr.trim() || stdout.trim()}`);
}

async function checkVersion(clusterDir: string, binaries: PostgresBinaries): Promise<void> {
  const file = join(pgDataOf(clusterDir), 'PG_VERSION');
  const version = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    const why =
      cause.code === 'EACCES' ? 'belongs to another user' : `holds no PostgreSQL cluster (${cause.message})`;
    throw new EmbeddedPostgresError(`${clusterDir} ${why}; set another DATA_DIR`, { cause });
  });
  if (version.trim() === String(binaries.majorVersion)) return;
  throw new EmbeddedPostgresError(
    `${clusterDir} was written by PostgreSQL ${version.trim()}, this hub brings ${binaries.majorVersion}: ` +
      `go on with a hub that brings ${version.trim()}, or move the data to a server of your own and set DATABASE_URL`,
  );
}

/** What a hub killed during initdb left, once that initdb, which goes on without its hub, is certainly over. */
async function removeUnfinishedClusters(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) {
    const path = join(dataDir, name);
    if (!name.startsWith('postgres.new-') || (await stat(path)).mtimeMs > Date.now() - INITDB_MS_MAX)
      continue;
    await rm(path, { recursive: true, force: true });
  }
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync();
  await handle.close();
}
