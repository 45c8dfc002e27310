import type { HubEvent } from '../api-shapes.ts';
import type { ReceiverStore } from './receiver-store.ts';
import { SequenceWatch } from './sequence-watch.ts';

/** The sequence watches of both worlds, kept in step with the store. */
export class WorldWatch {
  readonly #store: ReceiverStore;
  readonly #watches = new Map<boolean, SequenceWatch>();

  constructor(store: ReceiverStore) {
    this.#store = store;
  }

  /** Null before this world's first event. Another process may have gone on since; its progress counts. */
  async find(livemode: boolean): Promise<SequenceWatch | null> {
    const stored = await this.#store.getSequence(livemode);
    if (stored === null) return this.#watches.get(livemode) ?? null;
    const watch = this.#watches.get(livemode) ?? new SequenceWatch(stored);
    this.#watches.set(livemode, watch);
    watch.raise(stored);
    // What had come here before the other's, only this process knows.
    if (watch.last > stored) await this.#store.raiseSequence(livemode, watch.last);
    return watch;
  }

  /** Nothing up to this sequence counts as missing. */
  async begin(livemode: boolean, sequence: number): Promise<SequenceWatch> {
    const watch = this.#watches.get(livemode) ?? new SequenceWatch(sequence);
    this.#watches.set(livemode, watch);
    await this.#store.raiseSequence(livemode, watch.last);
    return watch;
  }

  async see({ livemode, sequence }: HubEvent): Promise<void> {
    const watch = this.#watches.get(livemode)!;
    const before = watch.last;
    watch.see(sequence, Date.now());
    if (watch.last !== before) await this.#store.raiseSequence(livemode, watch.last);
  }

  async raise(livemode: boolean, sequence: number): Promise<void> {
    const watch = this.#watches.get(livemode)!;
    if (sequence <= watch.last) return;
    watch.raise(sequence);
    await this.#store.raiseSequence(livemode, watch.last);
  }

  /** Takes in what other processes have stored since. */
  async refresh(): Promise<void> {
    for (const livemode of this.#watches.keys()) await this.find(livemode);
  }

  /** Each world with a hole, the longest open first. */
  holes() {
    return [...this.#watches]
      .flatMap(([livemode, watch]) => {
        const hole = watch.hole();
        return hole === null ? [] : [{ livemode, ...hole }];
      })
      .sort((a, b) => a.sinceMs - b.sinceMs);
  }
}
