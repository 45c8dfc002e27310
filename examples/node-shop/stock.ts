import { readFile, rename, writeFile } from 'node:fs/promises';
import type { HubEvent, Listing } from '@watchtraderhub/sdk';

interface Saved {
  readonly sequence: number | null;
  readonly listings: readonly Listing[];
}

/** The shop's copy of the stock and its place in the event feed, in one JSON file. */
export class Stock {
  readonly #file: string;
  readonly #listings = new Map<string, Listing>();
  #sequence: number | null = null;

  constructor(file: string) {
    this.#file = file;
  }

  /** The last event that is in this copy, with all before it; null before the first. */
  get sequence(): number | null {
    return this.#sequence;
  }

  /** @returns false when there was no file yet */
  async load(): Promise<boolean> {
    const text = await readFile(this.#file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    if (text === null) return false;
    const { sequence, listings } = JSON.parse(text) as Saved;
    this.#sequence = sequence;
    for (const listing of listings) this.put(listing);
    return true;
  }

  async save(): Promise<void> {
    const saved: Saved = { sequence: this.#sequence, listings: [...this.#listings.values()] };
    // A crash in the middle of a write leaves the old file whole.
    await writeFile(`${this.#file}.new`, JSON.stringify(saved));
    await rename(`${this.#file}.new`, this.#file);
  }

  /** Duplicates and what comes late have no newer version, and change nothing. */
  put(listing: Listing): void {
    const known = this.#listings.get(listing.id);
    if (known === undefined || known.version < listing.version) this.#listings.set(listing.id, listing);
  }

  apply(event: HubEvent): void {
    if (event.data.object.object === 'listing') this.put(event.data.object);
  }

  moveTo(sequence: number): void {
    this.#sequence = Math.max(this.#sequence ?? 0, sequence);
  }

  forgetSequence(): void {
    this.#sequence = null;
  }

  onSale(): Listing[] {
    return [...this.#listings.values()].filter((it) => it.status === 'published' && it.quantity > 0);
  }
}
