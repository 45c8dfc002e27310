import { JsonFile } from './json-file.ts';
import { MemoryStore, type ReceiverState } from './memory-store.ts';
import type { HandledEvent, ReceiverStore } from './receiver-store.ts';

/**
 * Remembers in one JSON file, for one process and some thousand resources: each event writes the whole file.
 * With more, write the store on your own database.
 */
class FileStore implements ReceiverStore {
  readonly #file: JsonFile<ReceiverState>;
  readonly #memory: Promise<MemoryStore>;

  constructor(path: string) {
    this.#file = new JsonFile(path);
    this.#memory = this.#file.read().then((state) => new MemoryStore(state ?? undefined));
    // Whoever calls a method hears of it.
    this.#memory.catch(() => {});
  }

  async hasEvent(eventId: string) {
    return (await this.#memory).hasEvent(eventId);
  }

  async getResource(resource: string) {
    return (await this.#memory).getResource(resource);
  }

  async getSequence(livemode: boolean) {
    return (await this.#memory).getSequence(livemode);
  }

  async record(handled: HandledEvent): Promise<void> {
    await this.#change((memory) => memory.record(handled));
  }

  async raiseSequence(livemode: boolean, sequence: number): Promise<void> {
    await this.#change((memory) => memory.raiseSequence(livemode, sequence));
  }

  async #change(change: (memory: MemoryStore) => Promise<void>): Promise<void> {
    const memory = await this.#memory;
    await change(memory);
    await this.#file.write(() => memory.state);
  }
}

/** @param path of the file; its folder must exist. Node, Bun and Deno only. */
export const fileStore = (path: string): ReceiverStore => new FileStore(path);
