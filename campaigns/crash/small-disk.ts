import { execFile } from 'node:child_process';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A new cluster takes some 60 MB, its log up to 80, and the binaries' copy, where one is needed, some 100. */
const SIZE_MB = 384;
const CHUNK_BYTES = [1024 * 1024, 4096] as const;

/** A folder with little space: a file system of its own in memory. */
export class SmallDisk {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Null where this user may not mount anything. */
  static async mount(folder: string): Promise<SmallDisk | null> {
    try {
      await run('mount', ['-t', 'tmpfs', '-o', `size=${SIZE_MB}m,mode=0711`, 'tmpfs', folder]);
      return new SmallDisk(folder);
    } catch {
      return null;
    }
  }

  get #filler(): string {
    return join(this.folder, 'filler');
  }

  /** Takes the last byte. */
  async fill(): Promise<void> {
    const file = await open(this.#filler, 'w');
    try {
      for (const bytes of CHUNK_BYTES) {
        const chunk = Buffer.alloc(bytes);
        while (await fits(file.write(chunk)));
      }
    } finally {
      await file.close();
    }
  }

  async free(): Promise<void> {
    await rm(this.#filler, { force: true });
  }

  async unmount(): Promise<void> {
    await run('umount', [this.folder]);
  }
}

async function fits(writing: Promise<unknown>): Promise<boolean> {
  try {
    await writing;
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return false;
    throw error;
  }
}
