import { chmod, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { runProgram, type ServerUser } from './run-program.ts';

const USER_NAME = 'postgres';

/**
 * PostgreSQL refuses to run as root. Root lends it the owner of the existing cluster (a folder may come from
 * an ordinary user), otherwise the system's `postgres` user, created when there is none.
 */
export async function findServerUser(clusterDir: string): Promise<ServerUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const owner = await stat(clusterDir).catch(() => undefined);
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  return (await findUser()) ?? (await createUser());
}

async function findUser(): Promise<ServerUser | undefined> {
  const [uid, gid] = await Promise.all([
    runProgram('id', ['-u', USER_NAME]),
    runProgram('id', ['-g', USER_NAME]),
  ]);
  if (uid.exitCode !== 0 || gid.exitCode !== 0) return undefined;
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

async function createUser(): Promise<ServerUser> {
  const made = await runProgram('useradd', [
    '--system',
    '--user-group',
    '--no-create-home',
    '--home-dir',
    '/nonexistent',
    '--shell',
    '/usr/sbin/nologin',
    USER_NAME,
  ]);
  // Looked up even when that failed: another hub may have created it at the same moment.
  const user = await findUser();
  if (user) return user;
  throw new EmbeddedPostgresError(
    `PostgreSQL refuses to run as root, and the system user "${USER_NAME}" can't be created: ` +
      `${made.stderr.trim()}; create it, run the hub as an ordinary user, or set DATABASE_URL`,
  );
}

/** The server's user must be able to reach its folder; DATA_DIR itself is ours to open, its parents are not. */
export async function letUserEnter(dataDir: string, user: ServerUser | undefined): Promise<void> {
  if (!user) return;
  const { mode } = await stat(dataDir);
  if ((mode & 0o011) !== 0o011) await chmod(dataDir, (mode & 0o7777) | 0o011);
  const folders = [dataDir];
  for (let folder = dirname(dataDir); folder !== folders[0]; folder = dirname(folder))
    folders.unshift(folder);
  // Tried rather than computed from the mode: access lists and mounts have a say, too.
  const script = 'for f; do [ -x "$f" ] || { printf %s "$f"; exit 1; }; done';
  const tried = await runProgram('/bin/sh', ['-c', script, 'sh', ...folders], { user });
  if (tried.exitCode === 0) return;
  throw new EmbeddedPostgresError(
    `DATA_DIR ${dataDir} is out of reach for PostgreSQL, which runs as uid ${user.uid} because it refuses root: ` +
      `${tried.stdout || tried.stderr} can't be entered by that user; set DATA_DIR to another folder, such as /var/lib/watchtraderhub`,
  );
}
