import { open, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { type Cluster, SETTINGS_FILE, SUPERUSER } from './cluster.ts';
import { formatClusterSettings, type PostgresSettings } from './cluster-settings.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { findPostmaster, type Postmaster, removeMisleadingPostmasterFile } from './postmaster.ts';
import { runProgram } from './run-program.ts';
import { SOCKET_PORT } from './socket-folder.ts';

const LOG_FILE = 'server.log';
const LOG_BYTES_MAX = 10 * 1024 * 1024;
/** Recovery after a crash replays at most `max_wal_size`, which takes minutes on a slow disk. */
const START_TIMEOUT_S = 600;
/** Together below the 20 s a hub has for its exit. */
const FAST_STOP_TIMEOUT_S = 8;
const IMMEDIATE_STOP_TIMEOUT_S = 5;

/** Adopts the server that runs on the cluster, or starts one; answers with a session of its superuser. */
export async function ensureServer(
  cluster: Cluster,
  socketFolder: string,
  settings: PostgresSettings | undefined,
): Promise<pg.Client> {
  for (let attempt = 1; ; attempt++) {
    const session = await adoptServer(cluster);
    if (session) return session;
    const failure = await startServer(cluster, socketFolder, settings);
    if (failure === undefined) continue;
    // Processes of a server that was killed hold its shared memory for a moment longer, and a pg_ctl that
    // outlived its hub may have been faster than ours.
    if (attempt === 20 || !/still in use|already exists/.test(failure)) {
      throw new EmbeddedPostgresError(`the embedded PostgreSQL did not start: ${failure}`);
    }
    await delay(100 * attempt);
  }
}

async function adoptServer(cluster: Cluster): Promise<pg.Client | undefined> {
  const deadline = performance.now() + START_TIMEOUT_S * 1000;
  while (true) {
    const postmaster = await findPostmaster(cluster.pgData);
    if (!postmaster) return undefined;
    const session = postmaster.socketFolder ? await tryConnect(cluster, postmaster) : undefined;
    if (session) return session;
    if (performance.now() > deadline) {
      throw new EmbeddedPostgresError(
        `the embedded PostgreSQL (pid ${postmaster.pid}) accepts no connections; see ${join(cluster.pgData, LOG_FILE)}`,
      );
    }
    await delay(50);
  }
}

async function tryConnect(cluster: Cluster, postmaster: Postmaster): Promise<pg.Client | undefined> {
  const session = new pg.Client({
    host: postmaster.socketFolder,
    port: postmaster.port,
    user: SUPERUSER,
    password: cluster.password,
    database: 'postgres',
    ssl: false,
    application_name: 'watchtraderhub supervisor',
    connectionTimeoutMillis: 10_000,
  });
  // The end of the session is what counts; it is reported by 'end', with or without an error before it.
  session.on('error', () => {});
  try {
    await session.connect();
    return session;
  } catch (error) {
    await session.end().catch(() => {});
    // 28…: wrong password. Anything else is a server that is not up yet, or on its way down.
    if (String((error as { code?: string }).code).startsWith('28')) throw error;
    return undefined;
  }
}

/** Undefined, or why it failed. */
async function startServer(
  cluster: Cluster,
  socketFolder: string,
  settings: PostgresSettings | undefined,
): Promise<string | undefined> {
  await removeMisleadingPostmasterFile(cluster.pgData);
  await writeFile(
    join(cluster.clusterDir, SETTINGS_FILE),
    formatClusterSettings(socketFolder, SOCKET_PORT, settings),
  );
  const logFile = join(cluster.pgData, LOG_FILE);
  const logStart = await rotateLog(logFile);
  const started = await runPgCtl(cluster, [
    'start',
    '--silent',
    '--wait',
    `--timeout=${START_TIMEOUT_S}`,
    '-l',
    LOG_FILE,
  ]);
  if (started.exitCode === 0) return undefined;
  const log = await readFrom(logFile, logStart);
  return `${started.stderr.trim()}\n${log.trim()}\n(${logFile})`;
}

/** Stops the server of this cluster, if one runs. `fast` ends sessions and writes a checkpoint; what takes too long is left to recovery. */
export async function stopServer(cluster: Cluster): Promise<void> {
  if (!(await findPostmaster(cluster.pgData))) return;
  const fast = await runPgCtl(cluster, [
    'stop',
    '--silent',
    '--mode=fast',
    `--timeout=${FAST_STOP_TIMEOUT_S}`,
  ]);
  if (fast.exitCode === 0 || !(await findPostmaster(cluster.pgData))) return;
  const immediate = await runPgCtl(cluster, [
    'stop',
    '--silent',
    '--mode=immediate',
    `--timeout=${IMMEDIATE_STOP_TIMEOUT_S}`,
  ]);
  if (immediate.exitCode === 0 || !(await findPostmaster(cluster.pgData))) return;
  throw new EmbeddedPostgresError(`the embedded PostgreSQL did not stop: ${immediate.stderr.trim()}`);
}

/** Paths go by folder and environment: pg_ctl puts its arguments into a shell's command line. */
function runPgCtl(cluster: Cluster, args: string[]) {
  return runProgram(join(cluster.binaries.binDir, 'pg_ctl'), args, {
    user: cluster.user,
    cwd: cluster.pgData,
    env: { PGDATA: cluster.pgData },
  });
}

/** Keeps one older log; answers with the size of the current one. */
async function rotateLog(logFile: string): Promise<number> {
  const size = (await stat(logFile).catch(() => undefined))?.size ?? 0;
  if (size < LOG_BYTES_MAX) return size;
  await rename(logFile, `${logFile}.1`);
  return 0;
}

async function readFrom(path: string, start: number): Promise<string> {
  const file = await open(path, 'r').catch(() => undefined);
  if (!file) return '';
  await using _closing = { [Symbol.asyncDispose]: () => file.close() };
  const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, start);
  return buffer.toString('utf8', 0, bytesRead);
}
