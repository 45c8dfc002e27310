import type { World } from '../domain/world.ts';

type Listener = (world: World, newestSequence: number) => void;

/** Tells whoever listens in this process that a world has new events, right after their commit. */
export class CommitSignal {
  readonly #listeners = new Set<Listener>();

  raise(world: World, newestSequence: number): void {
    for (const listener of this.#listeners) listener(world, newestSequence);
  }

  /** @returns ends it */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
