import { open, readFile, rename } from 'node:fs/promises';

/** One JSON value in a file that is whole at every moment: written beside it, synced, renamed. One process. */
export class JsonFile<T> {
  readonly #path: string;
  #last: Promise<void> = Promise.resolve();
  #waiting: Promise<void> | null = null;

  constructor(path: string) {
    this.#path = path;
  }

  /** Null when there is no file yet. */
  async read(): Promise<T | null> {
    try {
      return JSON.parse(await readFile(this.#path, 'utf8')) as T;
    } catch (error) {
      if ((error as { code?: string }).code === 'ENOENT') return null;
      throw error;
    }
  }

  /** Resolves when a value taken after this call is on disk; calls made meanwhile share one write. */
  write(takeValue: () => T): Promise<void> {
    if (this.#waiting !== null) return this.#waiting;
    const write = async () => {
      this.#waiting = null;
      await this.#replace(JSON.stringify(takeValue()));
    };
    // A failed write is known to who asked for it.
    this.#waiting = this.#last.then(write, write);
    this.#last = this.#waiting;
    return this.#last;
  }

  async #replace(text: string): Promise<void> {
    const draft = `${this.#path}.new`;
    const file = await open(draft, 'w', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, this.#path);
  }
}
