import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseConnection } from '../../src/storage/database.ts';
import { startEmbeddedPostgres } from '../../src/storage/embedded-postgres.ts';

export interface TemporaryPostgres {
  connection: Extract<DatabaseConnection, { host: string }>;
  stop(): Promise<void>;
}

/** A server that is thrown away at the end, so it need not survive a power cut. */
const SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  autovacuum: 'off',
  // Each test file brings its own pool, and some start several hubs.
  max_connections: '300',
};

const MEMORY_FOLDER = '/dev/shm';
const MEMORY_BYTES_MIN = 4 * 1024 ** 3;

export async function startTemporaryPostgres(): Promise<TemporaryPostgres> {
  const folder = await findFastFolder();
  // Where programs can't run from memory (noexec) and have to be copied into it, the disk has to do.
  return startIn(folder).catch((error) => (folder === tmpdir() ? Promise.reject(error) : startIn(tmpdir())));
}

/** Cloning a database means 300 files: 30 ms in memory, 350 ms on a disk. */
export async function findFastFolder(): Promise<string> {
  const memory = await statfs(MEMORY_FOLDER).catch(() => undefined);
  return memory && memory.bavail * memory.bsize >= MEMORY_BYTES_MIN ? MEMORY_FOLDER : tmpdir();
}

async function startIn(folder: string): Promise<TemporaryPostgres> {
  const dataDir = await mkdtemp(join(folder, 'wth-test-'));
  const remove = () => rm(dataDir, { recursive: true, force: true });
  try {
    const postgres = await startEmbeddedPostgres({ dataDir, settings: SETTINGS });
    return {
      connection: postgres.connection,
      async stop() {
        await postgres.stop();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
