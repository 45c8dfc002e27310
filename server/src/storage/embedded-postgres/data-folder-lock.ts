import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';

export interface DataFolderLock {
  release(): Promise<void>;
}

const SQLITE_BUSY = 5;

/** Keeps the garbage collector from closing a lock that nobody has released. */
const held = new Set<DatabaseSync>();

/**
 * One hub per data folder. Node has no `flock`, but its SQLite takes an operating system's lock on a file:
 * it covers the start phase too, holds between containers that share a volume, and ends with the process
 * however that dies, so it never has to be judged stale.
 */
export async function lockDataFolder(dataDir: string): Promise<DataFolderLock> {
  const pidFile = join(dataDir, 'hub.pid');
  await createDataFolder(dataDir);
  const lock = await acquire(dataDir, pidFile);
  held.add(lock);
  // Only for the message above: never read to decide anything.
  await writeFile(pidFile, `${process.pid}\n`);
  return {
    async release() {
      await rm(pidFile, { force: true });
      lock.close();
      held.delete(lock);
    },
  };
}

async function createDataFolder(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o711 });
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `DATA_DIR ${dataDir} can't be created: ${(cause as Error).message}; set DATA_DIR to a folder this user may write to`,
      { cause },
    );
  }
}

async function acquire(dataDir: string, pidFile: string): Promise<DatabaseSync> {
  const file = join(dataDir, 'hub.lock');
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(file);
    lock.exec('pragma journal_mode = off; begin exclusive');
    // Through the path: closing any descriptor of the file would give this process's locks on it up.
    await chmod(file, 0o600);
    return lock;
  } catch (cause) {
    lock?.close();
    if ((cause as { errcode?: number }).errcode !== SQLITE_BUSY) {
      throw new EmbeddedPostgresError(
        `DATA_DIR ${dataDir} can't be locked (${file}: ${(cause as Error).message}); is it writable by this user?`,
        { cause },
      );
    }
    const pid = await readFile(pidFile, 'utf8').catch(() => '');
    throw new EmbeddedPostgresError(
      `another hub (pid ${pid.trim() || 'unknown'}) is using DATA_DIR ${dataDir}; stop it or set another DATA_DIR`,
    );
  }
}
