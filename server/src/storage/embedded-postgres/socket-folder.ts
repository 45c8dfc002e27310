import { createHash } from 'node:crypto';
import { chmod, chown, lstat, mkdir, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import type { ServerUser } from './run-program.ts';

/** Nothing listens on TCP: the port is only a part of the socket's name. */
export const SOCKET_PORT = 5432;

/** `sun_path` less its final NUL, in bytes. */
const SOCKET_PATH_BYTES_MAX = process.platform === 'linux' ? 107 : 103;

/** A private folder for the server's socket: in the cluster's folder, or a short one when that path is too long. */
export async function prepareSocketFolder(clusterDir: string, user: ServerUser | undefined): Promise<string> {
  const folder = chooseSocketFolder(clusterDir);
  const wanted = user ?? { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  try {
    await mkdir(folder, { mode: 0o700 });
    if (user) await chown(folder, user.uid, user.gid);
    await chmod(folder, 0o700);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  // In a shared folder such as /tmp the name may have been taken by somebody who wants to read along.
  const found = await lstat(folder);
  if (!found.isDirectory() || found.uid !== wanted.uid || (found.mode & 0o077) !== 0) {
    throw new EmbeddedPostgresError(
      `${folder}, the folder for PostgreSQL's socket, must be a folder of uid ${wanted.uid} that nobody else may enter; remove it`,
    );
  }
  return folder;
}

export async function removeSocketFolder(folder: string): Promise<void> {
  await rmdir(folder).catch((error: NodeJS.ErrnoException) => {
    // What was not stopped in time leaves its socket; the next start uses folder and name again.
    if (error.code !== 'ENOTEMPTY' && error.code !== 'ENOENT') throw error;
  });
}

function chooseSocketFolder(clusterDir: string): string {
  const inside = join(clusterDir, 'socket');
  if (fits(inside)) return inside;
  const name = `wth-${createHash('sha256').update(clusterDir).digest('hex').slice(0, 16)}`;
  return [join(tmpdir(), name)].find(fits) ?? join('/tmp', name);
}

function fits(folder: string): boolean {
  return Buffer.byteLength(join(folder, `.s.PGSQL.${SOCKET_PORT}`)) <= SOCKET_PATH_BYTES_MAX;
}
