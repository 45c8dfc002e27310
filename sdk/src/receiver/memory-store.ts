import type { HandledEvent, ReceiverStore, ResourceState } from './receiver-store.ts';

/** Older ids are not needed: the sequence of their resource tells that they are no news. */
const EVENT_IDS_MAX = 1_000;

/** As JSON holds it. */
export interface ReceiverState {
  eventIds: string[];
  resources: Record<string, ResourceState>;
  sequences: { live: number | null; test: number | null };
}

const worldOf = (livemode: boolean) => (livemode ? 'live' : 'test');

/** Forgets everything with the process; for tests, and for handlers that hold their data in memory, too. */
export class MemoryStore implements ReceiverStore {
  readonly #eventIds: Set<string>;
  readonly #resources: Map<string, ResourceState>;
  readonly #sequences: ReceiverState['sequences'];

  constructor(state?: ReceiverState) {
    this.#eventIds = new Set(state?.eventIds);
    this.#resources = new Map(Object.entries(state?.resources ?? {}));
    this.#sequences = { live: null, test: null, ...state?.sequences };
  }

  get state(): ReceiverState {
    return {
      eventIds: [...this.#eventIds],
      resources: Object.fromEntries(this.#resources),
      sequences: this.#sequences,
    };
  }

  async hasEvent(eventId: string): Promise<boolean> {
    return this.#eventIds.has(eventId);
  }

  async getResource(resource: string): Promise<ResourceState | null> {
    return this.#resources.get(resource) ?? null;
  }

  async record({ eventId, resource, sequence, version }: HandledEvent): Promise<void> {
    this.#eventIds.add(eventId);
    for (const oldest of this.#eventIds) {
      if (this.#eventIds.size <= EVENT_IDS_MAX) break;
      this.#eventIds.delete(oldest);
    }
    if (sequence > (this.#resources.get(resource)?.sequence ?? 0)) {
      this.#resources.set(resource, { sequence, version });
    }
  }

  async getSequence(livemode: boolean): Promise<number | null> {
    return this.#sequences[worldOf(livemode)];
  }

  async raiseSequence(livemode: boolean, sequence: number): Promise<void> {
    const world = worldOf(livemode);
    this.#sequences[world] = Math.max(sequence, this.#sequences[world] ?? 0);
  }
}

export const memoryStore = (): ReceiverStore => new MemoryStore();
